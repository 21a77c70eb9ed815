/** Stands where a secret stood. */
export const REDACTED = '[redacted]';

/** What is looked for, and the text that stays. Repetitions are bounded where a hostile text could make them take quadratic time. */
export type Replacement = readonly [RegExp, string];
