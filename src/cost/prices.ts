import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What AWS charges for. */
export const PRICE_KEYS = [
  'trail-management-copies',
  'trail-data-events',
  'trail-network-events',
  'insights-management',
  'events-read-only',
  'events-forwarded',
  'events-custom',
  'events-archived',
  'events-archive-storage',
  'transfer-between-regions',
  'lambda-requests',
  'lambda-gb-seconds',
  'sqs-requests',
  'sns-publishes',
  'dynamodb-writes',
  'dynamodb-reads',
  'dynamodb-storage',
  'dynamodb-backup',
  'kms-keys',
  'kms-requests',
  'logs-ingested',
  'logs-stored',
  'alarms',
  'dashboards',
  'metrics',
  's3-storage',
  's3-puts',
] as const;
export type PriceKey = (typeof PRICE_KEYS)[number];

const text = z.string().min(1);

const price = z
  .strictObject({
    /** For `per` units; null where it is not known. */
    usd: z.number().nonnegative().nullable(),
    per: z.number().positive(),
    unit: text,
    /** Units of each month that an account has free, whatever it uses them for. */
    free: z.number().positive().optional(),
    source: text,
    /** When the source had this price, or was read where it bears no date. */
    date: z.iso.date(),
    /** Whether nobody has seen it in a price list of this region. */
    unverified: z.literal(true).optional(),
    reason: text.optional(),
  })
  .refine(({ usd, reason }) => (usd !== null && usd > 0) || reason !== undefined, {
    path: ['reason'],
    error: 'must say why the price is unknown or nothing',
  })
  .refine(({ unverified, reason }) => !unverified || reason !== undefined, {
    path: ['reason'],
    error: 'must say what the price rests on',
  });

/** The form of a file of `src/cost/prices/`. */
export const pricesSchema = z.strictObject({
  region: text,
  currency: z.literal('USD'),
  /** When the file was last gone through. */
  date: z.iso.date(),
  prices: z.record(z.enum(PRICE_KEYS), price),
});

export type Price = z.infer<typeof price>;
/** List prices of a region, without tax and discounts. */
export type Prices = z.infer<typeof pricesSchema>;

/** Whose prices stand in where a region's own are not known. */
export const STAND_IN = 'us-east-1';

const FOLDER = new URL('prices/', import.meta.url);

/** The regions whose prices are known. */
export function pricedRegions(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** The prices of a region, or of us-east-1 where they are not known. @throws ZodError where the file is not as it should be */
export function loadPrices(region: string): Prices {
  const known = pricedRegions().includes(region) ? region : STAND_IN;
  return pricesSchema.parse(JSON.parse(readFileSync(new URL(`${known}.json`, FOLDER), 'utf8')));
}
