import { textAt, valueAt } from '../cloudtrail/json.ts';
import type { Finding } from '../finding/finding.ts';
import { remember } from '../remember.ts';
import { shortId } from './key.ts';
import type { Clock } from './store.ts';

/** Rules name few. */
const MOST_PATHS = 1000;
const keysOf = remember((path) => path.split('.'), MOST_PATHS);

/** A CloudTrail event, by its short id: it counts once, whatever brings it. */
export interface Hit {
  readonly event: string;
  readonly timeMs: number;
}

/** The event of a finding, as far as its record says. */
export function eventOf(finding: Finding): Pick<Hit, 'event'> & Partial<Hit> {
  const timeMs = Date.parse(finding.time);
  return {
    event: shortId(textAt(finding.event, 'eventID') ?? finding.id),
    ...(!Number.isNaN(timeMs) && { timeMs }),
  };
}

/** The event of a finding. One without a time happened now. */
export function hitOf(finding: Finding, now: Clock): Hit {
  return { timeMs: now(), ...eventOf(finding) };
}

/** The values of a finding at some paths, in order; null where there is none. */
export function valuesAt(finding: Finding, paths: readonly string[]): readonly unknown[] {
  return paths.map((path) => valueAt(finding, ...keysOf(path)) ?? null);
}
