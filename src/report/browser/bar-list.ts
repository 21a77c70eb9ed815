import type { PackedAlert } from '../report-data.ts';
import { count, element } from './dom.ts';

export interface Bar {
  readonly value: string;
  readonly label: string;
  readonly alerts: readonly PackedAlert[];
}

export interface BarListOptions {
  /** Unique on the page, for the focus. */
  readonly name: string;
  readonly chosen: string | undefined;
  readonly onChoose: (value: string) => void;
  /** What is drawn at the right of a bar. */
  readonly extra?: (bar: Bar) => Node;
  /** The severity whose colour a bar has. */
  readonly tone?: (bar: Bar) => string;
}

const MOST_ROWS = 300;

/** Buttons with a bar each, the longest first. */
export function barList(bars: readonly Bar[], { name, chosen, onChoose, extra, tone }: BarListOptions): HTMLElement[] {
  if (bars.length === 0) return [element('p', { className: 'quiet', textContent: 'None.' })];
  const sorted = bars.toSorted((a, b) => b.alerts.length - a.alerts.length || (a.label < b.label ? -1 : 1));
  const most = sorted[0]?.alerts.length ?? 1;
  const rows = sorted.slice(0, MOST_ROWS).map((bar) => {
    const fill = element('span', { className: `fill ${tone?.(bar) ?? ''}` });
    fill.style.width = `${(100 * bar.alerts.length) / most}%`;
    return element(
      'button',
      {
        type: 'button',
        className: 'bar',
        key: `${name}/${bar.value}`,
        ariaPressed: String(bar.value === chosen),
        ariaLabel: `${bar.label}: ${count(bar.alerts.length, 'alert')}`,
        title: bar.label,
        onclick: () => onChoose(bar.value),
      },
      element('span', { className: 'label' }, fill, element('span', { className: 'text', textContent: bar.label })),
      extra?.(bar),
      element('span', { className: 'number', textContent: bar.alerts.length.toLocaleString('en') }),
    );
  });
  if (sorted.length <= MOST_ROWS) return rows;
  return [
    ...rows,
    element('p', { className: 'quiet', textContent: `${count(sorted.length - MOST_ROWS, 'more')} not shown.` }),
  ];
}

/** A small histogram: one column per bin. */
export function sparkline(bins: readonly number[]): HTMLElement {
  const most = Math.max(1, ...bins);
  const columns = bins.map((bin) => {
    const column = element('i');
    column.style.height = bin === 0 ? '0' : `${Math.max(12, (100 * bin) / most)}%`;
    return column;
  });
  return element('span', { className: 'spark', ariaHidden: 'true' }, ...columns);
}
