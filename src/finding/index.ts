export { deriveFinding, findingsInTurn, type Judged } from './derive.ts';
export { type FindingContext, NOTHING_KNOWN } from './facts.ts';
export type { Finding } from './finding.ts';
export { openCountryDatabase } from './geo.ts';
export type { Location } from './network.ts';
export type { TrustedNetwork } from './trusted-network.ts';
