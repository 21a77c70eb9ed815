import { styleText } from 'node:util';
import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { Finding } from '../finding/finding.ts';
import type { Severity } from '../rule/rule.ts';
import { plainText } from '../template/index.ts';
import { type Alert, SEVERITY_ICONS } from './alert.ts';

type Style = Parameters<typeof styleText>[0];

const COLOURS: Readonly<Record<Severity, Style>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  informational: 'blue',
};

export interface TerminalOptions {
  /** Columns; an alert takes at most 110 of them. */
  readonly columns: number;
  readonly colour: boolean;
}

/** The alert as Slack would show it, for a terminal: a coloured bar at its left, labels in one column, long text wrapped. */
export function toTerminalMessage(alert: Alert, { columns, colour }: TerminalOptions): string {
  const paint = (style: Style, text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const severityStyle = COLOURS[alert.severity];
  const width = Math.min(columns, 110) - 2;
  const labelWidth = Math.max(10, ...alert.facts.map(({ label }) => stringWidth(label)));

  /** A label and its text; lines after the first are indented further by `hanging`. */
  const labelled = (label: string, value: string, hanging = ''): string[] =>
    wrap(value, width - labelWidth - 2 - hanging.length).map((line, index) => {
      const shown = index === 0 ? label : '';
      const gap = ' '.repeat(labelWidth - stringWidth(shown) + 2);
      return `${paint('dim', shown)}${gap}${index === 0 ? '' : hanging}${line}`;
    });

  const title = `${SEVERITY_ICONS[alert.severity]} ${paint(['bold', ...[severityStyle].flat()] as Style, alert.headline)}`;
  const gap = width - stringWidth(title) - stringWidth(alert.place);
  const lines = [
    gap > 1 ? [`${title}${' '.repeat(gap)}${paint('dim', alert.place)}`] : [title, paint('dim', alert.place)],
    wrap(alert.summary, width).map((line) => paint('bold', line)),
    [''],
    alert.facts.flatMap(({ label, value }) => labelled(label, value)),
    alert.steps.length > 0 ? [''] : [],
    alert.steps.flatMap((step, index) => labelled(index === 0 ? 'What to do' : '', `${index + 1}. ${step}`, '   ')),
    [''],
    wrap(alert.origin, width).map((line) => paint('dim', line)),
  ].flat();
  const bar = paint(severityStyle, '▌');
  return lines.map((line) => `${bar} ${line}`.trimEnd()).join('\n');
}

/** A finding that joined a message above, in one line. */
export function toTerminalAnswer({ time, summary, rule }: Finding, { columns, colour }: TerminalOptions): string {
  const line = `  ${plainText(`↳ ${time.slice(11, 19)} UTC ${summary} (${rule.id})`, Math.max(40, Math.min(columns, 110)) - 2)}`;
  return colour ? styleText('dim', line, { validateStream: false }) : line;
}

function wrap(text: string, width: number): string[] {
  return wrapAnsi(text, Math.max(20, width), { hard: true }).split('\n');
}
