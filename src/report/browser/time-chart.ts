import uPlot from 'uplot';
import { SEVERITIES } from '../../rule/rule.ts';
import type { PackedAlert } from '../report-data.ts';
import { type Buckets, histogram, type Span } from '../selection.ts';
import { timeText } from './alert-card.ts';
import { count } from './dom.ts';

export interface TimeChart {
  /** Shows the alerts that are in the buckets. */
  readonly show: (alerts: readonly PackedAlert[], buckets: Buckets) => void;
  /** Draws again in the colours of the page. */
  readonly repaint: () => void;
}

export interface TimeChartOptions {
  readonly holder: HTMLElement;
  /** Where the bar under the pointer is put into words. */
  readonly caption: HTMLElement;
  readonly onChoose: (span: Span) => void;
}

const HEIGHT = 220;
const DAY = 24 * 3600;
const HINT =
  'Click a bar or drag over the chart to see its alerts alone, in more detail; with the keyboard: ← → and Enter.';

/** Alerts over time, stacked by severity, the gravest at the bottom. */
export function createTimeChart({ holder, caption, onChoose }: TimeChartOptions): TimeChart {
  let buckets: Buckets = { start: 0, seconds: 1, count: 0 };
  let bins: readonly number[][] = [];
  let wasDragged = false;
  const colour = (name: string) => () => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
  const axis = { stroke: colour('quiet'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false } };

  const bars = uPlot.paths.bars?.({ size: [0.85, 60, 1] });

  const chart: uPlot = new uPlot(
    {
      width: holder.clientWidth,
      height: HEIGHT,
      // Half of the last label stands beyond the last bar.
      padding: [10, 40, 0, 0],
      tzDate: (timestamp) => uPlot.tzDate(new Date(timestamp * 1000), 'Etc/UTC'),
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { setScale: false } },
      scales: {
        x: { range: () => [buckets.start, buckets.start + buckets.count * buckets.seconds] },
        y: { range: (_, __, max) => [0, Math.max(1, max * 1.05)] },
      },
      axes: [
        { ...axis, values: timeLabels, space: 90, size: 42 },
        { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000] },
      ],
      series: [
        {},
        ...SEVERITIES.map((severity) => ({
          fill: colour(severity),
          width: 0,
          points: { show: false },
          ...(bars && { paths: bars }),
        })),
      ],
      hooks: {
        setSelect: [
          ({ select, posToVal }) => {
            wasDragged = true;
            onChoose(snapped(posToVal(select.left, 'x'), posToVal(select.left + select.width, 'x'), buckets));
          },
        ],
        setCursor: [
          ({ cursor: { idx } }) => {
            caption.textContent = typeof idx === 'number' ? wordsOf(idx) : HINT;
            holder.ariaValueNow = String(idx ?? 0);
            holder.ariaValueText = caption.textContent;
          },
        ],
      },
    },
    [[], ...SEVERITIES.map(() => [])],
    holder,
  );

  function wordsOf(index: number): string {
    const parts = SEVERITIES.map((severity, at) => ({ severity, alerts: bins[at]?.[index] ?? 0 })).filter(
      ({ alerts }) => alerts > 0,
    );
    const found = parts.toReversed().map(({ severity, alerts }) => `${alerts.toLocaleString('en')} ${severity}`);
    return `From ${timeText(spanOf(index, buckets).from)}: ${found.join(', ') || 'no alert'}`;
  }

  chart.over.addEventListener('click', () => {
    const { idx } = chart.cursor;
    if (!wasDragged && typeof idx === 'number') onChoose(spanOf(idx, buckets));
    wasDragged = false;
  });
  holder.addEventListener('keydown', (event) => {
    const { idx } = chart.cursor;
    if (event.key === 'Enter' && typeof idx === 'number') return onChoose(spanOf(idx, buckets));
    const index = indexAfter(event.key, typeof idx === 'number' ? idx : -1, buckets.count);
    if (index === undefined) return;
    event.preventDefault();
    chart.setCursor({ left: chart.valToPos(buckets.start + (index + 0.5) * buckets.seconds, 'x'), top: 0 });
  });
  new ResizeObserver(() => {
    chart.setSize({ width: holder.clientWidth, height: HEIGHT });
  }).observe(holder);
  caption.textContent = HINT;

  return {
    show: (alerts, shown) => {
      const isOther = shown.start !== buckets.start || shown.seconds !== buckets.seconds;
      buckets = shown;
      const bySeverity = Map.groupBy(alerts, ({ severity }) => severity);
      bins = SEVERITIES.map((severity) => histogram(bySeverity.get(severity) ?? [], buckets));
      const places = Array.from({ length: buckets.count }, (_, index) => index);
      // Drawn from the mildest to the gravest, each over the last, up to the sum of itself and all graver ones.
      const sums = bins.map((_, at) => places.map((index) => sum(bins.slice(at).map((bin) => bin[index] ?? 0))));
      chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      holder.ariaValueMax = String(buckets.count - 1);
      chart.setData([places.map((index) => buckets.start + (index + 0.5) * buckets.seconds), ...sums]);
      if (isOther) chart.setCursor({ left: -10, top: -10 });
      holder.setAttribute('aria-label', `Alerts over time: ${count(sum(bins.flat()), 'alert')}`);
    },
    repaint: () => chart.redraw(false),
  };
}

/** Years, months, days or hours, in UTC, as the labels are apart; the first of hours says the day too. */
function timeLabels(_: uPlot, splits: readonly number[]): string[] {
  const apart = (splits[1] ?? 0) - (splits[0] ?? 0);
  return splits.map((seconds, index) => {
    const [day = '', clock = ''] = new Date(seconds * 1000).toISOString().split('T');
    if (apart >= 365 * DAY) return day.slice(0, 4);
    if (apart >= 28 * DAY) return day.slice(0, 7);
    if (apart >= DAY || clock.startsWith('00:00')) return day;
    return index === 0 ? `${clock.slice(0, 5)}\n${day}` : clock.slice(0, 5);
  });
}

/** The bar that a key leads to. */
function indexAfter(key: string, index: number, length: number): number | undefined {
  const places: Readonly<Record<string, number>> = {
    ArrowRight: index + 1,
    ArrowLeft: index - 1,
    Home: 0,
    End: length - 1,
  };
  const place = places[key];
  return place === undefined || length === 0 ? undefined : Math.min(length - 1, Math.max(0, place));
}

function spanOf(index: number, { start, seconds }: Buckets): Span {
  return { from: start + index * seconds, to: start + (index + 1) * seconds };
}

/** The whole buckets that a span touches. */
function snapped(from: number, to: number, { start, seconds }: Buckets): Span {
  const first = Math.floor((from - start) / seconds);
  const last = Math.max(first + 1, Math.ceil((to - start) / seconds));
  return { from: start + first * seconds, to: start + last * seconds };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
