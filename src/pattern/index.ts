export { PatternError, type PatternErrorCode } from './error.ts';
export { compilePattern, compilePatternSet } from './set.ts';
