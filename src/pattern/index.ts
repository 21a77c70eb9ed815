export { PatternError, type PatternErrorCode } from './error.ts';
export { type Explanation, explainPattern, type LeafExplanation } from './explain.ts';
export { comparesNumbers, testOf } from './leaf-test.ts';
export type { Branch, Leaf, Matcher, ParsedPattern } from './matcher.ts';
export { parsePattern } from './parse.ts';
export { compileParsedSet, compilePattern, compilePatternSet } from './set.ts';
