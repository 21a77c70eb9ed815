import { z } from 'zod';
import { isObject } from '../cloudtrail/json.ts';
import type { EventPattern } from './rule.ts';

/** Findings that are not to be told, who answers for that, and until when. */
export interface Suppression {
  /** A pattern on the finding. */
  readonly when: EventPattern;
  readonly owner: string;
  readonly reason: string;
  /** The last day (UTC) on which it holds: `YYYY-MM-DD`. */
  readonly until: string;
}

const text = z.string().min(1);

export const suppressionSchema = z.strictObject({
  when: z
    .custom<EventPattern>(isObject, { error: 'must be a mapping: an event pattern on the finding' })
    .meta({ type: 'object', description: 'An event pattern on the finding.' }),
  owner: text.describe('Who answers for it.'),
  reason: text,
  until: z.iso.date('must be a day such as 2026-12-31').describe('The last day on which it holds, UTC.'),
});
