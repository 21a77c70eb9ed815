import uPlot from 'uplot';
import { SEVERITIES } from '../../rule/rule.ts';
import type { PackedAlert } from '../report-data.ts';
import { type Buckets, histogram, type Span } from '../selection.ts';
import { timeText } from './alert-card.ts';
import { count } from './dom.ts';

export interface TimeChart {
  /** Shows alerts, with a span of time marked. */
  readonly show: (alerts: readonly PackedAlert[], marked: Span | undefined) => void;
  /** Draws again in the colours of the page. */
  readonly repaint: () => void;
}

export interface TimeChartOptions {
  readonly holder: HTMLElement;
  /** Where the bar under the pointer is put into words. */
  readonly caption: HTMLElement;
  readonly buckets: Buckets;
  readonly onChoose: (span: Span) => void;
}

const HEIGHT = 220;
const HINT = 'Click a bar or drag over the chart to see its alerts alone.';

/** Alerts over time, stacked by severity, the gravest at the bottom. */
export function createTimeChart({ holder, caption, buckets, onChoose }: TimeChartOptions): TimeChart {
  const { start, seconds, count: length } = buckets;
  const spanOf = (index: number): Span => ({ from: start + index * seconds, to: start + (index + 1) * seconds });
  const centres = Array.from({ length }, (_, index) => start + (index + 0.5) * seconds);
  let bins: number[][] = SEVERITIES.map(() => centres.map(() => 0));
  let mark: Span | undefined;
  let wasDragged = false;
  const colour = (name: string) => () => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
  const axis = { stroke: colour('quiet'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false } };

  const bars = uPlot.paths.bars?.({ size: [0.85, 60, 1] });

  const chart: uPlot = new uPlot(
    {
      width: holder.clientWidth,
      height: HEIGHT,
      tzDate: (timestamp) => uPlot.tzDate(new Date(timestamp * 1000), 'Etc/UTC'),
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { setScale: false } },
      scales: {
        x: { range: () => [start, start + length * seconds] },
        y: { range: (_, __, max) => [0, Math.max(1, max * 1.05)] },
      },
      axes: [
        { ...axis, values: timeLabels, space: 90 },
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
          },
        ],
      },
    },
    [centres, ...bins],
    holder,
  );

  function wordsOf(index: number): string {
    const parts = SEVERITIES.map((severity, at) => ({ severity, alerts: bins[at]?.[index] ?? 0 })).filter(
      ({ alerts }) => alerts > 0,
    );
    const found = parts.toReversed().map(({ severity, alerts }) => `${alerts.toLocaleString('en')} ${severity}`);
    return `From ${timeText(spanOf(index).from)}: ${found.join(', ') || 'no alert'}`;
  }

  function placeMark(): void {
    const left = mark ? Math.max(0, chart.valToPos(mark.from, 'x')) : 0;
    const right = mark ? Math.min(chart.over.clientWidth, chart.valToPos(mark.to, 'x')) : 0;
    chart.setSelect({ left, width: Math.max(0, right - left), top: 0, height: chart.over.clientHeight }, false);
  }

  chart.over.addEventListener('click', () => {
    const { idx } = chart.cursor;
    if (!wasDragged && typeof idx === 'number') onChoose(spanOf(idx));
    wasDragged = false;
  });
  new ResizeObserver(() => {
    chart.setSize({ width: holder.clientWidth, height: HEIGHT });
    placeMark();
  }).observe(holder);
  caption.textContent = HINT;

  return {
    show: (alerts, marked) => {
      const bySeverity = Map.groupBy(alerts, ({ severity }) => severity);
      bins = SEVERITIES.map((severity) => histogram(bySeverity.get(severity) ?? [], buckets));
      // Drawn from the mildest to the gravest, each over the last, up to the sum of itself and all graver ones.
      const sums = bins.map((_, at) => centres.map((__, index) => sum(bins.slice(at).map((bin) => bin[index] ?? 0))));
      mark = marked;
      chart.setData([centres, ...sums]);
      placeMark();
      holder.setAttribute('aria-label', `Alerts over time: ${count(alerts.length, 'alert')}`);
    },
    repaint: () => chart.redraw(false),
  };
}

/** Days by name, hours in between, in UTC; the first label always says the day. */
function timeLabels(_: uPlot, splits: readonly number[]): string[] {
  return splits.map((seconds, index) => {
    const [day = '', clock = ''] = new Date(seconds * 1000).toISOString().split('T');
    if (index === 0 && !clock.startsWith('00:00')) return `${clock.slice(0, 5)}\n${day}`;
    return clock.startsWith('00:00') ? day : clock.slice(0, 5);
  });
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
