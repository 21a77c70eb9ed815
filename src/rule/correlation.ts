import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { findingPathSchema } from './finding-paths.ts';

/** Findings with the same values at `by` share a thread. */
export interface Group {
  /** Paths into the finding. */
  readonly by: readonly string[];
  readonly windowSeconds: number;
}

/** Rings at the nth event, or the nth distinct value, of one key within a window. */
export interface Threshold {
  readonly count: number;
  readonly windowSeconds: number;
  readonly by: readonly string[];
  /** Path of the value to count; without it events are counted. */
  readonly distinct?: string;
}

/** Rings for a key that was not seen for a time. */
export interface FirstSeen {
  readonly by: readonly string[];
  readonly withinSeconds: number;
  /** How long the rule only learns after it was deployed. */
  readonly learningSeconds: number;
}

/** Rings for what follows a finding of another rule. */
export interface Sequence {
  readonly after: { readonly rule: string; readonly by: readonly string[] };
  readonly by: readonly string[];
  readonly withinSeconds: number;
}

const by = z.array(findingPathSchema).min(1);
/** Of a threshold: each event that is counted is kept. */
export const thresholdCountSchema = z.int().min(2).max(500);
const LEARNING_SECONDS = 7 * 86_400;

/** The keys of a rule file that tie its findings to one another. */
export const correlationKeys = {
  group: z
    .strictObject({ by, window: durationSchema })
    .transform(({ window, ...rest }): Group => ({ ...rest, windowSeconds: window }))
    .optional()
    .describe('Findings with the same values at these paths share one thread for a time, such as 1h.'),
  threshold: z
    .strictObject({
      count: thresholdCountSchema,
      window: durationSchema,
      by,
      distinct: findingPathSchema.optional().describe('Count different values of this path instead of events.'),
    })
    .transform(
      ({ window, distinct, ...rest }): Threshold => ({ ...rest, windowSeconds: window, ...(distinct && { distinct }) }),
    )
    .optional()
    .describe('Ring only when so many events of one key fall into a sliding window.'),
  'first-seen': z
    .strictObject({
      by,
      within: durationSchema,
      learning: z
        .union([z.literal('0d').transform(() => 0), durationSchema])
        .default(LEARNING_SECONDS)
        .describe('Stay silent for so long after the rule was first deployed; 7d if left out, 0d for not at all.'),
    })
    .transform(({ by, within, learning }): FirstSeen => ({ by, withinSeconds: within, learningSeconds: learning }))
    .optional()
    .describe('Ring only for values that were not seen for so long.'),
  sequence: z
    .strictObject({
      after: z.strictObject({ rule: z.string().min(1), by: by.optional() }),
      by,
      within: durationSchema,
    })
    .transform(
      ({ after, by, within }): Sequence => ({
        after: { rule: after.rule, by: after.by ?? by },
        by,
        withinSeconds: within,
      }),
    )
    .optional()
    .describe('Ring only after a finding of another rule with the same values.'),
};
