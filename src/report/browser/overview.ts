import type { ReportComparison, ReportData } from '../report-data.ts';
import { byId, count, element } from './dom.ts';

const DAY = 24 * 3600;
const MOST_PATHS = 4;
const UNITS = [
  [7 * DAY, 'week'],
  [DAY, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const;

/** Says at the head of the page what was replayed, with which rules, and what it came to. */
export function showOverview(data: ReportData): void {
  const { events, files, alerts, about, held, suppressed } = data;
  const span = spanOf(data);
  const days = span ? (span.to - span.from) / DAY : 0;
  const perDay = (value: number): string =>
    days > 1 ? `, ${(value / days).toLocaleString('en', { maximumSignificantDigits: 2 })} a day` : '';
  const messages = alerts.filter(({ joined }) => !joined).length;
  const rang = new Set(alerts.map(({ rule }) => rule)).size;
  byId('input').replaceChildren(
    ...[
      `${count(events, 'event')} from ${count(files, 'file')}${span ? `, ${span.text}` : ''}`,
      logsText(about.paths),
      `${count(about.ruleCount, 'rule')} of the folder ${about.rulesFolder}`,
      about.filters.length > 0 ? `Only events ${about.filters.join(', ')}` : '',
      `Replayed on ${about.madeAt.slice(0, 16).replace('T', ' at ')} UTC`,
    ]
      .filter(Boolean)
      .map((text) => element('span', { textContent: text })),
  );
  byId('tiles').append(
    tile(alerts.length, `alerts${perDay(alerts.length)}`),
    tile(messages, `messages in the channel${perDay(messages)}`),
    tile(rang, `of ${count(about.ruleCount, 'rule')} rang`),
    tile(held, 'held: below a threshold or seen before'),
    tile(suppressed, 'suppressed by rules or settings'),
  );
  if (about.comparison) showComparison(about.comparison);
}

function logsText(paths: readonly string[]): string {
  const more = paths.length > MOST_PATHS ? ` and ${count(paths.length - MOST_PATHS, 'other')}` : '';
  return paths.length > 0 ? `Logs: ${paths.slice(0, MOST_PATHS).join(', ')}${more}` : '';
}

/** `5 weeks`, in the largest unit that leaves no rest. */
export function durationText(seconds: number): string {
  const [unit, name] = UNITS.find(([each]) => seconds % each === 0) ?? UNITS[3];
  return count(seconds / unit, name);
}

/** The time that the events span, or the alerts where an event has any text for its time. */
function spanOf({ first, last, alerts }: ReportData): { from: number; to: number; text: string } | undefined {
  const ofEvents = [first, last].map((time) => Date.parse(time) / 1000);
  const isTold = ofEvents.every(Number.isFinite);
  const timed = alerts.filter(({ time }) => time >= 0);
  const [from, to] = isTold ? ofEvents : [timed[0]?.time, timed.at(-1)?.time];
  if (from === undefined || to === undefined) return undefined;
  const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
  const days = day(from) === day(to) ? `on ${day(from)} UTC` : `${day(from)} to ${day(to)} UTC`;
  return { from, to, text: isTold ? days : `alerts ${days}` };
}

function tile(value: number, label: string): HTMLElement {
  return element(
    'div',
    {},
    element('dt', { textContent: label }),
    element('dd', { textContent: value.toLocaleString('en') }),
  );
}

/** Everything else on the page is what the rules ring now; this alone tells of the others. */
function showComparison({ other, sentence, rules }: ReportComparison): void {
  byId('comparison').hidden = false;
  byId('compared').textContent =
    `${sentence} Compared with ${other}; charts and alerts below are those of the rules named above.`;
  const row = (tag: 'td' | 'th', cells: readonly string[]): HTMLElement =>
    element('tr', {}, ...cells.map((cell) => element(tag, { textContent: cell })));
  const body = rules.map(({ ruleId, ...counts }) => {
    const { alertsBefore, alertsAfter, added, removed, changed } = counts;
    return row('td', [
      ruleId,
      ...[alertsBefore, alertsAfter, added, removed, changed].map((value) => value.toLocaleString('en')),
    ]);
  });
  if (rules.length === 0) return;
  byId('differences').append(row('th', ['Rule', 'Before', 'After', 'Appear', 'Vanish', 'Change']), ...body);
}
