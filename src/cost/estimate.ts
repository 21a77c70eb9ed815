import { type Group, ITEMS } from './items.ts';
import type { Month } from './month.ts';
import type { PriceKey, Prices } from './prices.ts';

/** One thing that is charged for, in a month. */
export interface Line {
  readonly group: Group;
  readonly item: string;
  readonly price: PriceKey;
  readonly unit: string;
  readonly amount: number;
  /** Dollars for `per` units; null where the price is not known. */
  readonly usd: number | null;
  readonly per: number;
  /** At list price; null where that is not known. */
  readonly dollars: number | null;
  /** How much of it a free allowance of the account covers, where nothing else uses that. */
  readonly freeDollars: number;
  readonly source: string;
  readonly date: string;
  readonly unverified: boolean;
  /** Why the price is unknown or nothing, or what it rests on. */
  readonly reason?: string;
}

export interface Estimate {
  /** Of items of which there are any. */
  readonly lines: readonly Line[];
  readonly dollars: number;
  readonly freeDollars: number;
  /** Whether something in it has no known price, so that it costs more. */
  readonly isAtLeast: boolean;
}

/** What a month costs at list prices, and how much of that may be free. */
export function estimate(month: Month, { prices }: Prices): Estimate {
  const freeLeft = new Map<PriceKey, number>();
  const lines = ITEMS.map(({ group, name, price: key, amount: amountOf }): Line => {
    const { usd, per, unit, free = 0, source, date, unverified = false, reason } = prices[key];
    const amount = amountOf(month);
    const left = freeLeft.get(key) ?? free;
    const freeAmount = Math.min(amount, left);
    freeLeft.set(key, left - freeAmount);
    return {
      ...{ group, item: name, price: key, unit, amount, usd, per, source, date, unverified },
      dollars: usd === null ? null : (amount / per) * usd,
      freeDollars: usd === null ? 0 : (freeAmount / per) * usd,
      ...(reason !== undefined && { reason }),
    };
  }).filter(({ amount }) => amount > 0);
  return {
    lines,
    dollars: lines.reduce((sum, { dollars }) => sum + (dollars ?? 0), 0),
    freeDollars: lines.reduce((sum, { freeDollars }) => sum + freeDollars, 0),
    isAtLeast: lines.some(({ dollars }) => dollars === null),
  };
}
