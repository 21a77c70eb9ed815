import type { Finding } from '../finding/finding.ts';
import { bounded } from '../template/index.ts';

/** DynamoDB refuses an item over 400 kB. */
const MAX_BYTES = 350_000;
/** Of that for what was derived from the event, which quotes it. */
const MAX_DERIVED_BYTES = 100_000;
/** How long a text and a list may be, the first that is short enough. */
const LIMITS = [
  { text: 1_000, list: 50 },
  { text: 300, list: 10 },
  { text: 100, list: 3 },
] as const;

/**
 * A finding as it can be kept in one item while it waits: whole, or without the largest parts of its event. In their place stands
 * what CloudTrail writes where it leaves them out for their size.
 */
export function toHeld(finding: Finding): Finding {
  if (bytesOf(finding) <= MAX_BYTES) return finding;
  const derived = shortened(finding);
  let room = MAX_BYTES - bytesOf({ ...derived, event: {} });
  const parts = Object.entries(finding.event)
    .map(([name, value]) => ({ name, value, bytes: bytesOf(value) }))
    .sort((a, b) => a.bytes - b.bytes)
    .map(({ name, value, bytes }) => {
      const kept = room - bytes > 0 ? value : { omitted: true, originalSize: bytes, reason: `${name} too large` };
      room -= bytesOf({ [name]: kept });
      return [name, kept] as const;
    });
  return { ...derived, event: Object.fromEntries(parts) };
}

function shortened({ event, ...derived }: Finding): Finding {
  const versions = LIMITS.map((limits) => () => cut(derived, limits) as Omit<Finding, 'event'>);
  const fits = versions.find((version) => bytesOf(version()) <= MAX_DERIVED_BYTES) ?? versions.at(-1);
  return { ...(fits?.() ?? derived), event };
}

function cut(value: unknown, limits: (typeof LIMITS)[number]): unknown {
  if (typeof value === 'string') return bounded(value, limits.text);
  if (Array.isArray(value)) return value.slice(0, limits.list).map((each) => cut(each, limits));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cut(each, limits)]));
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
