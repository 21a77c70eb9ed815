export { type CoverPattern, coverOf } from './cover.ts';
