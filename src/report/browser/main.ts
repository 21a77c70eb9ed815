import { SEVERITIES } from '../../rule/rule.ts';
import type { PackedAlert, ReportData } from '../report-data.ts';
import {
  bucketsIn,
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
import { showCost } from './cost-panel.ts';
import { byId, count, element, keepingFocus } from './dom.ts';
import { durationText, showOverview } from './overview.ts';
import { watchTheme } from './theme.ts';
import { createTimeChart } from './time-chart.ts';

const PER_PAGE = 25;
const MOST_BARS = 120;
const MOST_SPARKS = 24;

const data: ReportData = JSON.parse(byId('data').textContent ?? '');
const view = createViewer(data);
const rulesById = new Map(data.rules.map((rule) => [rule.id, rule]));
const everything = bucketsOf(data.alerts, MOST_BARS);
let selection: Selection = { values: {} };
let page = 0;

const from = byId('from') as HTMLInputElement;
const to = byId('to') as HTMLInputElement;
const chart = createTimeChart({
  holder: byId('time'),
  caption: byId('caption'),
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
  const { time } = selection;
  const buckets = time ? bucketsIn(time, MOST_BARS) : everything;
  chart.show(time ? current.shown : current.anyTime, buckets);
  byId('unit').textContent = buckets.count > 0 ? `alerts in ${durationText(buckets.seconds)} each, UTC` : '';
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
    chips.length > 0
      ? `${shown.length.toLocaleString('en')} of ${all}`
      : `${all}.${data.alerts.length > 0 ? ' Click anything to filter.' : ''}`;
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
  const { values, time } = selection;
  const sparks = time ? bucketsIn(time, MOST_SPARKS) : bucketsOf(data.alerts, MOST_SPARKS);
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
          ...(dimension === 'rule' && { extra: ({ alerts }: Bar) => sparkline(histogram(alerts, sparks)) }),
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
  const none = data.alerts.length > 0 ? 'No alert passes these filters.' : 'Nothing rang in what was replayed.';
  byId('alerts').replaceChildren(
    ...(onPage.length > 0 ? [] : [element('p', { className: 'quiet', textContent: none })]),
    ...onPage.map((alert) => alertCard(alert, unpackAlert(data, alert))),
  );
  byId('pager').hidden = pages === 1;
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

function inputText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16);
}

for (const input of [from, to]) {
  input.addEventListener('change', () => {
    const seconds = (text: string, otherwise: number): number =>
      text === '' ? otherwise : Date.parse(`${text}Z`) / 1000;
    const { start, count: bars, seconds: width } = everything;
    const time = { from: seconds(from.value, start), to: seconds(to.value, start + bars * width) };
    const isAll = from.value === '' && to.value === '';
    select(isAll ? withoutTime(selection) : { ...selection, time: { ...time, to: Math.max(time.from + 60, time.to) } });
  });
}
showOverview(data);
if (data.about.cost) showCost(data.about.cost);
watchTheme(byId('theme'), chart.repaint);
draw();
