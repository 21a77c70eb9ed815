import type { RegionNeed } from './needs.ts';
import { type Partition, REGIONS } from './regions.ts';

/** Where events that rules want stand, and where nobody looks. */
export interface RegionPlan {
  /** The regions that must be seen, in the order in which AWS's lists have them. */
  readonly regions: readonly PlannedRegion[];
  /** Regions of the partition that are always on, and not planned. */
  readonly unseen: readonly string[];
  /** The same of those that an account may turn on. */
  readonly unseenIfOn: readonly string[];
}

export interface PlannedRegion {
  readonly region: string;
  readonly reasons: readonly RegionReason[];
}

/** What of the events of a region rules want. */
export type RegionReason = Pick<RegionNeed, 'kind' | 'rules' | 'holds'>;

/**
 * The regions that rules need: those in use, where a rule may want any, and those that have what stands in few of them.
 * @param inUse regions of the partition
 */
export function planRegions(needs: readonly RegionNeed[], inUse: readonly string[], partition: Partition): RegionPlan {
  const { always, optIn } = REGIONS[partition];
  const planned = [...always, ...optIn].flatMap((region): PlannedRegion[] => {
    const reasons = needs
      .filter(({ regions }) => regions.includes(region) || (regions.includes('*') && inUse.includes(region)))
      .map(({ kind, rules, holds }) => ({ kind, rules, holds }));
    return reasons.length > 0 ? [{ region, reasons }] : [];
  });
  const isUnseen = (name: string): boolean => planned.every(({ region }) => region !== name);
  return { regions: planned, unseen: always.filter(isUnseen), unseenIfOn: optIn.filter(isUnseen) };
}
