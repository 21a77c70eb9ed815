export { deriveFinding, findingsInTurn } from './derive.ts';
export { type FindingContext, NOTHING_KNOWN } from './facts.ts';
export type { Finding } from './finding.ts';
export { openCountryDatabase } from './geo.ts';
export type { Location, TrustedNetwork } from './network.ts';
