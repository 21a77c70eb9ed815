import { type Rule, SEVERITIES, type Severity } from '../rule/rule.ts';
import { TACTICS } from '../rule/tactics.ts';
import { escapeXml } from './xml.ts';

const COLOURS: Readonly<Record<Severity, string>> = {
  informational: '#7d8597',
  low: '#4d9de0',
  medium: '#f2c14e',
  high: '#f78154',
  critical: '#e0405a',
};

const COLUMN = 82;
const BAR = 46;
const PLOT = { top: 84, height: 420, left: 24 };
const HEIGHT = 590;
/** A segment that is lower shows no number. */
const LOWEST_LABEL = 13;

/** An SVG of the rules that are on: a bar for each tactic of ATT&CK, in pieces by severity. It brings its own background. */
export function coveragePicture(rules: readonly Rule[]): string {
  const enabled = rules.filter((rule) => rule.enabled);
  const columns = [...new Set([...TACTICS, ...enabled.flatMap(tacticsOf)])].map((tactic) => ({
    tactic,
    rules: enabled.filter((rule) => tacticsOf(rule).includes(tactic)),
  }));
  const pixelsPerRule = PLOT.height / Math.max(1, ...columns.map((column) => column.rules.length));
  const width = PLOT.left * 2 + columns.length * COLUMN;
  const base = PLOT.top + PLOT.height;
  const title = `${enabled.length} rules by ATT&CK tactic and severity`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#e6e6e6" text-anchor="middle">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" rx="8" fill="#1b1d23"/>
<text x="${PLOT.left + 8}" y="36" text-anchor="start" font-size="18" font-weight="bold">${escapeXml(title)}</text>
${legend(width - PLOT.left)}
<path d="M${PLOT.left} ${base + 0.5}H${width - PLOT.left}" stroke="#5a5f6b"/>
${columns.map((column, index) => bar(column, PLOT.left + (index + 0.5) * COLUMN, pixelsPerRule)).join('\n')}
</svg>
`;
}

function tacticsOf({ attack }: Rule): string[] {
  return attack.map(({ tactic }) => tactic);
}

function legend(right: number): string {
  return [...SEVERITIES]
    .reverse()
    .map((severity, index) => {
      const x = right - (SEVERITIES.length - index) * 104;
      return `<rect x="${x}" y="25" width="12" height="12" rx="2" fill="${COLOURS[severity]}"/><text x="${x + 18}" y="36" text-anchor="start">${severity}</text>`;
    })
    .join('');
}

function bar({ tactic, rules }: { tactic: string; rules: readonly Rule[] }, x: number, pixelsPerRule: number): string {
  let top = PLOT.top + PLOT.height;
  const pieces = [...SEVERITIES].reverse().flatMap((severity) => {
    const count = rules.filter((rule) => rule.severity === severity).length;
    if (count === 0) return [];
    const height = count * pixelsPerRule;
    top -= height;
    const piece = `<rect x="${x - BAR / 2}" y="${top.toFixed(1)}" width="${BAR}" height="${height.toFixed(1)}" fill="${COLOURS[severity]}"/>`;
    if (height < LOWEST_LABEL) return [piece];
    return [
      piece,
      `<text x="${x}" y="${(top + height / 2 + 4).toFixed(1)}" font-size="11" fill="#1b1d23">${count}</text>`,
    ];
  });
  const total = `<text x="${x}" y="${(top - 8).toFixed(1)}" font-size="14" font-weight="bold">${rules.length}</text>`;
  const words = tactic.split('-').map((word, line) => {
    const y = PLOT.top + PLOT.height + 20 + line * 16;
    return `<text x="${x}" y="${y}" font-size="11" fill="#c3c7d0">${escapeXml(word)}</text>`;
  });
  return [...pieces, total, ...words].join('');
}
