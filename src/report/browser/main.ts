import { SEVERITIES } from '../../rule/rule.ts';
import type { PackedAlert, ReportData } from '../report-data.ts';
import {
  bucketsOf,
  createViewer,
  DIMENSIONS,
  type Dimension,
  histogram,
  type Selection,
  toggled,
  type View,
  withoutTime,
} from '../selection.ts';
import { unpackAlert } from '../unpack.ts';
import { alertCard, timeText } from './alert-card.ts';
import { attackMatrix } from './attack-matrix.ts';
import { type Bar, barList, sparkline } from './bar-list.ts';
import { byId, count, element, keepingFocus } from './dom.ts';
import { watchTheme } from './theme.ts';
import { createTimeChart } from './time-chart.ts';

const PER_PAGE = 25;

const data: ReportData = JSON.parse(byId('data').textContent ?? '');
const view = createViewer(data);
const rulesById = new Map(data.rules.map((rule) => [rule.id, rule]));
const buckets = bucketsOf(data.alerts, 120);
const sparkBuckets = bucketsOf(data.alerts, 24);
let selection: Selection = { values: {} };
let page = 0;

const from = byId('from') as HTMLInputElement;
const to = byId('to') as HTMLInputElement;
const chart = createTimeChart({
  holder: byId('time'),
  caption: byId('caption'),
  buckets,
  onChoose: (time) => select({ ...selection, time }),
});

function select(next: Selection): void {
  selection = next;
  page = 0;
  keepingFocus(draw);
}

function choose(dimension: Dimension): (value: string) => void {
  return (value) => select(toggled(selection, dimension, value));
}

function draw(): void {
  const current = view(selection);
  chart.show(current.anyTime, selection.time);
  drawFilters(current);
  drawCharts(current);
  drawAlerts(current.shown);
}

function drawFilters({ shown }: View): void {
  const { time, values } = selection;
  const chips = DIMENSIONS.flatMap((dimension) => {
    const value = values[dimension];
    if (value === undefined) return [];
    return [chip(dimension, labelOf(dimension, value), toggled(selection, dimension, value))];
  });
  if (time) chips.push(chip('time', `${timeText(time.from)} to ${timeText(time.to)}`, withoutTime(selection)));
  const clear = element('button', {
    type: 'button',
    key: 'clear',
    textContent: 'Show all',
    onclick: () => select({ values: {} }),
  });
  byId('chips').replaceChildren(...chips, ...(chips.length > 0 ? [clear] : []));
  const all = count(data.alerts.length, 'alert');
  byId('shown').textContent =
    chips.length > 0 ? `${shown.length.toLocaleString('en')} of ${all}` : `${all}. Click anything to filter.`;
  from.value = time ? inputText(time.from) : '';
  to.value = time ? inputText(time.to) : '';
}

function chip(name: string, label: string, without: Selection): HTMLElement {
  return element('button', {
    type: 'button',
    className: 'chip',
    key: `chip/${name}`,
    ariaLabel: `Remove the filter ${name} ${label}`,
    textContent: `${name}: ${label} ✕`,
    onclick: () => select(without),
  });
}

function drawCharts({ counts }: View): void {
  const { values } = selection;
  byId('severities').replaceChildren(
    ...SEVERITIES.toReversed().map((severity) =>
      element(
        'button',
        {
          type: 'button',
          className: `severity ${severity}`,
          key: `severity/${severity}`,
          ariaPressed: String(values.severity === severity),
          onclick: () => choose('severity')(severity),
        },
        `${severity} ${(counts.severity.get(severity)?.length ?? 0).toLocaleString('en')}`,
      ),
    ),
  );
  for (const dimension of ['rule', 'actor', 'country', 'account'] as const) {
    byId(dimension).replaceChildren(
      ...barList(
        [...counts[dimension]].map(([value, alerts]) => ({ value, label: labelOf(dimension, value), alerts })),
        {
          name: dimension,
          chosen: values[dimension],
          onChoose: choose(dimension),
          ...(dimension === 'rule' && { extra: ({ alerts }: Bar) => sparkline(histogram(alerts, sparkBuckets)) }),
          ...(dimension === 'rule' && { tone: ({ value }: Bar) => rulesById.get(value)?.severity ?? '' }),
        },
      ),
    );
  }
  byId('attack').replaceChildren(
    ...attackMatrix(counts.technique, { rules: data.rules, chosen: values.technique, onChoose: choose('technique') }),
  );
}

function labelOf(dimension: Dimension, value: string): string {
  if (dimension === 'rule') return rulesById.get(value)?.title ?? value;
  if (dimension === 'technique') return value.replace('/', ' ');
  return value || (dimension === 'country' ? 'no country (AWS or private address)' : 'unknown');
}

/** A page of alerts, the latest first. */
function drawAlerts(shown: readonly PackedAlert[]): void {
  const pages = Math.max(1, Math.ceil(shown.length / PER_PAGE));
  const end = shown.length - page * PER_PAGE;
  const onPage = shown.slice(Math.max(0, end - PER_PAGE), end).toReversed();
  byId('alerts').replaceChildren(...onPage.map((alert) => alertCard(alert, unpackAlert(data, alert))));
  const turn = (label: string, next: number, isPossible: boolean): HTMLElement =>
    element('button', {
      type: 'button',
      key: `page/${label}`,
      textContent: label,
      disabled: !isPossible,
      onclick: () => {
        page = next;
        keepingFocus(() => drawAlerts(shown));
        byId('list').scrollIntoView();
      },
    });
  byId('pager').replaceChildren(
    turn('Newer', page - 1, page > 0),
    element('span', { textContent: `Page ${page + 1} of ${pages.toLocaleString('en')}` }),
    turn('Older', page + 1, page + 1 < pages),
  );
}

function drawTotals(): void {
  const { events, files, first, last, alerts, rules, held, suppressed } = data;
  // An event may have any text for its time.
  const isSpan = [first, last].every((time) => !Number.isNaN(Date.parse(time)));
  const days = isSpan ? `, ${first.slice(0, 10)} to ${last.slice(0, 10)} UTC` : '';
  byId('input').textContent = `${count(events, 'event')} from ${count(files, 'file')}${days}`;
  const tiles: readonly (readonly [string, number])[] = [
    ['alerts', alerts.length],
    ['messages in the channel', alerts.filter(({ joined }) => !joined).length],
    ['rules that rang', rules.length],
    ['held: below a threshold or seen before', held],
    ['suppressed', suppressed],
  ];
  byId('tiles').append(
    ...tiles.map(([label, value]) =>
      element(
        'div',
        {},
        element('dt', { textContent: label }),
        element('dd', { textContent: value.toLocaleString('en') }),
      ),
    ),
  );
}

function inputText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16);
}

for (const input of [from, to]) {
  input.addEventListener('change', () => {
    const seconds = (text: string, otherwise: number): number =>
      text === '' ? otherwise : Date.parse(`${text}Z`) / 1000;
    const end = buckets.start + buckets.count * buckets.seconds;
    select({ ...selection, time: { from: seconds(from.value, buckets.start), to: seconds(to.value, end) } });
  });
}
drawTotals();
watchTheme(byId('theme'), chart.repaint);
draw();
