import { type Change, KINDS } from './change.ts';
import { NOISE, ORDER } from './noise.ts';
import { POLICIES } from './policies.ts';
import { TEXTS } from './texts.ts';
import { WORDS } from './words.ts';

/** All that a caller chooses, in the order in which changes are made. A new one goes into the list of its file. */
export const CHANGES: readonly Change[] = [...WORDS, ...POLICIES, ...TEXTS, ...NOISE, ...ORDER].sort(
  (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind),
);
