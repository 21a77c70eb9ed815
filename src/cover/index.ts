export { type CoverPattern, coverOf } from './cover.ts';
export { MOST_CHARACTERS } from './pack.ts';
export { type WideRule, widestRules } from './widest.ts';
