import Table from 'cli-table3';
import type { Verdict } from './evasion.ts';
import type { Row } from './rows.ts';

const VERDICTS: readonly Verdict[] = ['alerts', 'silent', 'softened', 'buried', 'looks for it', 'goes by the address'];
/** Verdicts that let a caller through. */
const EVASIONS: readonly Verdict[] = ['silent', 'softened', 'buried'];
const MOST_LINES = 400;

/** Changes by the number of rules, each by the worst of its tests. */
export function singlesTable(rows: readonly Row[]): string {
  return tableOf('change', rows, ({ changes: [change] }) => change?.name ?? '');
}

/** Pairs of changes by what they are about. */
export function pairsTable(rows: readonly Row[]): string {
  return tableOf('two changes', rows, ({ changes }) => changes.map(({ kind }) => kind).join(' + '));
}

function tableOf(head: string, rows: readonly Row[], nameOf: (row: Row) => string): string {
  const table = new Table({ head: [head, 'rules', ...VERDICTS], style: { head: [], border: [], compact: true } });
  for (const [name, group] of Map.groupBy(rows, nameOf)) {
    const worst = [...Map.groupBy(group, ({ rule }) => rule).values()].map(worstOf);
    table.push([name, worst.length, ...VERDICTS.map((verdict) => worst.filter((each) => each === verdict).length)]);
  }
  return table.toString();
}

function worstOf(rows: readonly Row[]): Verdict {
  const rank = ['silent', 'softened', 'buried', 'looks for it', 'goes by the address', 'alerts'];
  return rows.map(({ verdict }) => verdict).sort((a, b) => rank.indexOf(a) - rank.indexOf(b))[0] ?? 'alerts';
}

/** The rules that a caller gets by, with what does it. */
export function evadedList(rows: readonly Row[]): string {
  const lines = [
    ...Map.groupBy(rows.filter(isEvasion), ({ rule, severity, verdict }) => `${rule} (${severity}) ${verdict}`),
  ]
    .map(([name, group]) => {
      const by = [...new Set(group.map(({ changes }) => changes.map((change) => change.name).join(' + ')))];
      return `${name} by ${by.slice(0, 6).join('; ')}${by.length > 6 ? `; and ${by.length - 6} more` : ''}`;
    })
    .sort();
  const more = lines.length - MOST_LINES;
  return [...lines.slice(0, MOST_LINES), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

/** The rules that may fall silent, with why and by which kinds of changes. */
export function excusedList(rows: readonly Row[]): string {
  const excused = rows.filter((row) => row.verdict !== 'alerts' && !isEvasion(row));
  return [...Map.groupBy(excused, ({ rule, verdict }) => `${rule} ${verdict}`)]
    .map(
      ([name, group]) =>
        `${name}: ${[...new Set(group.flatMap(({ changes }) => changes.map(({ kind }) => kind)))].join(', ')}`,
    )
    .sort()
    .join('\n');
}

function isEvasion({ verdict }: Row): boolean {
  return EVASIONS.includes(verdict);
}

/** Counts of rules and runs, for machines. */
export function totals(rules: number, singles: readonly Row[], pairs: readonly Row[]) {
  const count = (rows: readonly Row[], verdict: Verdict): number =>
    new Set(rows.filter((row) => row.verdict === verdict).map(({ rule }) => rule)).size;
  const ofKind = (rows: readonly Row[]) => ({
    runs: rows.length,
    ...Object.fromEntries(VERDICTS.slice(1).map((verdict) => [verdict, count(rows, verdict)])),
  });
  const evaded = [...singles, ...pairs].filter(isEvasion);
  return {
    rules,
    alone: ofKind(singles),
    inPairs: ofKind(pairs),
    evadedRules: new Set(evaded.map(({ rule }) => rule)).size,
  };
}
