import type { Finding } from '../finding/finding.ts';
import type { Settings } from '../settings/settings.ts';
import type { Place } from './client-config.ts';

/** A finding with what was looked up, and what could not be. Never rejects; takes no longer than its limit. */
export type LookUp = (finding: Finding) => Promise<Finding>;

export interface LookupOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ends all look-ups of one finding together; after 1.5 seconds if left out. */
  readonly limit?: () => AbortSignal;
  readonly place?: Place;
}

/** The live look-ups that the settings turn on. Their clients cost a start 45 ms: they are loaded only if there are any. */
export function createLookups(settings: Settings, options: LookupOptions): LookUp {
  const { iam, organizations } = settings['look-ups'];
  if (!iam && !organizations) return async (finding) => finding;
  const live = import('./live.ts').then(({ liveLookups }) => liveLookups(settings, options));
  return async (finding) => (await live)(finding);
}
