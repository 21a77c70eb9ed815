import type { ReadTotals } from '../replay/read-matches.ts';
import { daysOf } from '../replay/summary.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import type { Estimate } from './estimate.ts';
import { dataTypesOf, type Month, needsInsights } from './month.ts';
import { ANY_TYPE } from './month-of-logs.ts';
import type { Prices } from './prices.ts';

/** What an estimate takes for granted beside prices, in words. */
export function assumptionsOf(month: Month, region: string, prices: Prices, totals?: ReadTotals): string[] {
  return [
    ...(region === prices.region ? [] : [standInText(region, prices.region)]),
    ...(totals ? [spanText(totals)] : []),
    ...missingDataText(month),
    ...insightsText(month),
    ...ASSUMPTIONS,
  ];
}

/** Of the lines whose price is unknown, is nothing, or was not seen in a price list: why. */
export function doubtsOf({ lines }: Estimate): string[] {
  return lines
    .filter(({ usd, unverified }) => !usd || unverified)
    .map(({ item, usd, reason }) => {
      const word = usd === null ? 'unknown' : usd === 0 ? 'nothing' : 'unverified';
      return `${item}: the price is ${word}: ${reason}`;
    });
}

function standInText(region: string, standIn: string): string {
  const beyond = region.startsWith('cn-') ? '; AWS in China has a price list of its own, in yuan' : '';
  return `the prices of ${region} are not known here; those of ${standIn} stand in${beyond}`;
}

function spanText(totals: ReadTotals): string {
  const { first, last } = totals;
  const hours = (Date.parse(last) - Date.parse(first)) / 3_600_000 || 0;
  const days = daysOf(totals);
  if (hours < 24)
    return `the logs span ${hours.toFixed(1)} hours, which are taken for a whole day: more of them tell more`;
  return `what happened in ${days.toFixed(days < 10 ? 1 : 0)} days of logs happens as often all the month`;
}

/** Rules need data events that a trail does not record yet: nobody knows how many there will be. */
function missingDataText({ rules, dataEvents }: Month): string[] {
  if (ANY_TYPE in dataEvents) return [];
  const needed = new Set(rules.flatMap(dataTypesOf));
  const missing = [...needed].filter((type) => !(type in dataEvents)).sort();
  if (missing.length === 0) return [];
  return [`no data events of ${missing.join(', ')}, which rules need: --data-events says how many there will be`];
}

/** Whoever has no Insights does not pay for them, and has rules that never ring. */
function insightsText({ rules }: Month): string[] {
  const count = rules.filter(needsInsights).length;
  if (count === 0) return [];
  const who = count === 1 ? 'one rule needs' : `${count} rules need`;
  return [`one trail has Insights of the rates of calls and of errors on, as ${who}`];
}
