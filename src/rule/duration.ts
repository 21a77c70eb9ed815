import { z } from 'zod';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const LONGEST_DAYS = 365;

/** Seconds of a duration such as `30s`, `10m`, `1h` or `30d`; undefined for anything else, for zero and for more than a year. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * SECONDS[unit as keyof typeof SECONDS];
  return seconds <= LONGEST_DAYS * SECONDS.d ? seconds : undefined;
}

/** A duration in a YAML file; its value is in seconds. */
export const durationSchema = z.string().transform((text, context) => {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds;
  context.addIssue({
    code: 'custom',
    message: 'must be seconds, minutes, hours or days up to a year, such as 30s, 10m, 1h or 30d',
  });
  return z.NEVER;
});
