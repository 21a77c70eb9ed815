export type { Check, Status } from './check.ts';
export { type Diagnosis, diagnose, type Wanted } from './diagnose.ts';
