import { wrapAnsi } from 'fast-wrap-ansi';
import type { Estimate, Group, Line, Need, NeedCost, Prices, RuleCost } from '../cost/index.ts';
import { FEED_NAMES } from '../lint/index.ts';
import { plainText } from '../template/index.ts';
import { fittedTable, type TableColumn } from './fitted-table.ts';

/** What `trailbell cost` has found out. */
export interface CostReport {
  readonly estimate: Estimate;
  readonly needs: readonly NeedCost[];
  readonly rules: readonly RuleCost[];
  readonly prices: Prices;
  readonly assumptions: readonly string[];
  readonly doubts: readonly string[];
}

const GROUPS: Readonly<Record<Group, string>> = {
  rest: 'at rest',
  trail: 'trail',
  delivery: 'delivery',
  alerts: 'alerts',
};

const ITEM_COLUMNS: readonly TableColumn[] = [
  { head: 'For', isText: true, worth: 2 },
  { head: 'Item', isText: true, least: 20 },
  { head: 'A month' },
  { head: 'Unit', isText: true, worth: 3 },
  { head: 'Price', isText: true, worth: 4 },
  { head: 'Dollars' },
  { head: 'Free', worth: 5 },
];

const RULE_COLUMNS: readonly TableColumn[] = [
  { head: 'Rule', isText: true, least: 26 },
  { head: 'Events', worth: 2 },
  { head: 'Alerts', worth: 1 },
  { head: 'Adds' },
  { head: 'Needs', isText: true, least: 20, worth: 3 },
];

const NEED_COLUMNS: readonly TableColumn[] = [
  { head: 'Events', isText: true, least: 20 },
  { head: 'Rules', worth: 1 },
  { head: 'A month' },
  { head: 'Dollars' },
];

const MOST_RULES = 15;

/**
 * The estimate for people: tables, the total, and what it rests on.
 * @param width in columns, of the terminal; as wide as it comes if left out
 */
export function formatCost(report: CostReport, width = Number.POSITIVE_INFINITY): string {
  const { estimate, needs, rules, prices, assumptions, doubts } = report;
  const lines = [
    `What a month costs, at the list prices of ${prices.region} of ${prices.date}, without tax`,
    '',
    fittedTable(ITEM_COLUMNS, estimate.lines.map(itemCells), width),
    '',
    totalText(estimate),
  ];
  const text = lines.map((line) => (line.includes('\n') ? line : wrapAnsi(line, width))).join('\n');
  return [
    text,
    needsText(needs, width),
    rulesText(rules, width),
    listText('Not certain', doubts, width),
    listText('Assumed', assumptions, width),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** `At least $8.05 a month; $3.10 where nothing else uses the free allowances of the account`. */
export function totalText({ dollars, freeDollars, isAtLeast }: Estimate): string {
  const least = isAtLeast ? 'at least ' : '';
  const free =
    freeDollars > 0
      ? `, ${least}${money(dollars - freeDollars)} where nothing else uses the free allowances of the account`
      : '';
  return `In all ${least}${money(dollars)} a month${free}.`;
}

function itemCells({ group, item, amount, unit, usd, per, dollars, freeDollars, unverified }: Line): string[] {
  return [
    GROUPS[group],
    item,
    quantity(amount),
    unit,
    usd === null ? 'unknown' : `${price(usd)}${per === 1 ? '' : ` for ${quantity(per)}`}${unverified ? ' ?' : ''}`,
    dollars === null ? 'unknown' : money(dollars),
    freeDollars > 0 ? money(freeDollars) : '',
  ];
}

function needsText(needs: readonly NeedCost[], width: number): string {
  if (needs.length === 0) return '';
  const rows = needs.map((need) => [needName(need), quantity(need.rules), quantity(need.events), money(need.dollars)]);
  return headed(
    'What rules need beyond calls that change something, and what it comes to',
    fittedTable(NEED_COLUMNS, rows, width),
    width,
  );
}

function rulesText(met: readonly RuleCost[], width: number): string {
  const rules = met.filter(({ matched }) => matched > 0);
  if (rules.length === 0) return '';
  const rows = rules
    .slice(0, MOST_RULES)
    .map(({ id, matched, alerts, dollars, needs }) => [
      plainText(id, 60),
      quantity(matched),
      quantity(alerts),
      money(dollars),
      needs.map(needText).join('; '),
    ]);
  const more = rules.length > MOST_RULES ? `\n${rules.length - MOST_RULES} others add less; --json has all.` : '';
  const head = 'What each rule adds, so what it would save to leave it out';
  return headed(head, `${fittedTable(RULE_COLUMNS, rows, width)}${more}`, width);
}

function headed(head: string, table: string, width: number): string {
  return `${wrapAnsi(head, width)}\n\n${table}`;
}

/** `data events AWS::S3::Object, with 4 others`. */
function needText(need: Need): string {
  const { others } = need;
  return `${needName(need)}${others > 0 ? `, with ${others} ${others === 1 ? 'other' : 'others'}` : ''}`;
}

function needName({ kind, of }: Pick<Need, 'kind' | 'of'>): string {
  return `${FEED_NAMES[kind]}${of === undefined ? '' : ` ${of}`}`;
}

function listText(head: string, items: readonly string[], width: number): string {
  if (items.length === 0) return '';
  const lines = items.map((item) => wrapAnsi(item, Math.max(20, width - 2)).replaceAll('\n', '\n  '));
  return `${head}\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

/** To the cent; what is less is not called nothing. */
function money(dollars: number): string {
  if (dollars > 0 && dollars < 0.005) return '<$0.01';
  return dollars.toLocaleString('en', { style: 'currency', currency: 'USD' });
}

function price(usd: number): string {
  const text = usd.toLocaleString('en', { maximumSignificantDigits: 6 });
  return `$${Number(usd.toFixed(2)) === usd ? usd.toFixed(2) : text}`;
}

/** `1.94M`. */
function quantity(amount: number): string {
  if (amount > 0 && amount < 0.001) return '<0.001';
  return amount.toLocaleString('en', { notation: 'compact', maximumSignificantDigits: 3 });
}
