import type { PackedAlert, ReportData } from './report-data.ts';

/** What alerts can be filtered by, beside time. */
export const DIMENSIONS = ['severity', 'rule', 'actor', 'country', 'account', 'technique'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface Selection {
  /** The one value of a dimension that is shown; all where there is none. */
  readonly values: Readonly<Partial<Record<Dimension, string>>>;
  /** Seconds since 1970, the end not included. */
  readonly time?: Span;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface View {
  readonly shown: readonly PackedAlert[];
  /** For each dimension, alerts by value, as all other filters leave them: so a chart shows what else could be chosen. */
  readonly counts: Readonly<Record<Dimension, ReadonlyMap<string, readonly PackedAlert[]>>>;
  /** Alerts as all filters but that of time leave them. */
  readonly anyTime: readonly PackedAlert[];
}

export type Viewer = (selection: Selection) => View;

/** Prepares a report's alerts for being filtered; each view takes one pass. */
export function createViewer({ alerts, rules, texts }: ReportData): Viewer {
  const techniques = rules.map(({ attack }) => attack.map(({ tactic, technique }) => `${tactic}/${technique}`));
  const valuesOf: Readonly<Record<Dimension, (alert: PackedAlert) => readonly string[]>> = {
    severity: ({ severity }) => [severity],
    rule: ({ rule }) => [rules[rule]?.id ?? ''],
    actor: ({ actor }) => [texts[actor] ?? ''],
    country: ({ country }) => [texts[country] ?? ''],
    account: ({ account }) => [texts[account] ?? ''],
    technique: ({ rule }) => techniques[rule] ?? [],
  };
  return ({ values, time }) => {
    const chosen = DIMENSIONS.filter((dimension) => values[dimension] !== undefined);
    const counts = Object.fromEntries(
      DIMENSIONS.map((dimension) => [dimension, new Map<string, PackedAlert[]>()]),
    ) as Record<Dimension, Map<string, PackedAlert[]>>;
    const shown: PackedAlert[] = [];
    const anyTime: PackedAlert[] = [];
    for (const alert of alerts) {
      const isInTime = !time || (alert.time >= time.from && alert.time < time.to);
      const failing = chosen.filter((dimension) => !valuesOf[dimension](alert).includes(values[dimension] ?? ''));
      if (failing.length === 0) anyTime.push(alert);
      if (!isInTime || failing.length > 1) continue;
      if (failing.length === 0) shown.push(alert);
      for (const dimension of failing.length === 0 ? DIMENSIONS : failing) {
        for (const value of valuesOf[dimension](alert)) {
          const found = counts[dimension].get(value);
          if (found) found.push(alert);
          else counts[dimension].set(value, [alert]);
        }
      }
    }
    return { shown, counts, anyTime };
  };
}

/** The selection with a value chosen, or no longer where it was. */
export function toggled({ values, ...rest }: Selection, dimension: Dimension, value: string): Selection {
  const { [dimension]: before, ...others } = values;
  return { ...rest, values: before === value ? others : { ...others, [dimension]: value } };
}

/** The selection without the filter of time. */
export function withoutTime({ values }: Selection): Selection {
  return { values };
}

export interface Buckets {
  /** Start of the first, seconds since 1970. */
  readonly start: number;
  readonly seconds: number;
  readonly count: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WIDTHS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, DAY, 7 * DAY, 28 * DAY];

/** Spans of equal width that hold all alerts, at most `most` of them where no width is over four weeks. */
export function bucketsOf(alerts: readonly PackedAlert[], most: number): Buckets {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { time } of alerts) {
    if (time < 0) continue;
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  if (last < first) return { start: 0, seconds: DAY, count: 0 };
  const spanOf = (seconds: number) => {
    const start = Math.floor(first / seconds) * seconds;
    return { start, seconds, count: Math.floor((last - start) / seconds) + 1 };
  };
  const spans = WIDTHS.map(spanOf);
  return spans.find(({ count }) => count <= most) ?? spanOf(Math.ceil((last - first + 1) / most / DAY) * DAY);
}

/** Spans of equal width that cover a span of time, at most `most` and one of them. */
export function bucketsIn({ from, to }: Span, most: number): Buckets {
  const seconds = WIDTHS.find((width) => (to - from) / width <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  const start = Math.floor(from / seconds) * seconds;
  return { start, seconds, count: Math.max(1, Math.ceil((to - start) / seconds)) };
}

/** How many of the alerts are in each bucket. */
export function histogram(alerts: readonly PackedAlert[], { start, seconds, count }: Buckets): number[] {
  const bins = new Array<number>(count).fill(0);
  for (const { time } of alerts) {
    const index = Math.floor((time - start) / seconds);
    const before = bins[index];
    if (before !== undefined) bins[index] = before + 1;
  }
  return bins;
}
