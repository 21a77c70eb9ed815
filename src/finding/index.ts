export { deriveFinding, type FindingContext } from './derive.ts';
export type { Finding } from './finding.ts';
export { openCountryDatabase } from './geo.ts';
export type { Location, TrustedNetwork } from './network.ts';
