import type { Finding } from '../finding/finding.ts';
import { bounded } from '../template/index.ts';

const LONGEST_TEXT = 300;
const LONGEST_LIST = 20;

/** A finding of which something may be left out, for a machine that takes no more. */
export type FittedFinding = Finding & { readonly truncated?: readonly ('event' | 'texts')[] };

/**
 * As much of a finding as fits into a message: all of it, or without its CloudTrail record, or with its long texts cut too. A caller
 * can make any text of a record 32 kB long.
 * @param toText the message
 * @param maxBytes of the message in UTF-8
 */
export function fitted(finding: Finding, toText: (finding: FittedFinding) => string, maxBytes: number): string {
  const whole = toText(finding);
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  const { eventID, eventName, eventSource } = finding.event;
  const withoutEvent = { ...finding, event: { eventID, eventName, eventSource } };
  const smaller = toText({ ...withoutEvent, truncated: ['event'] });
  return Buffer.byteLength(smaller) <= maxBytes
    ? smaller
    : toText({ ...withLongTextsCut(withoutEvent), truncated: ['event', 'texts'] });
}

function withLongTextsCut(finding: Finding): Finding {
  return JSON.parse(JSON.stringify(finding), (_, value: unknown) => {
    if (typeof value === 'string') return bounded(value, LONGEST_TEXT);
    return Array.isArray(value) ? value.slice(0, LONGEST_LIST) : value;
  });
}
