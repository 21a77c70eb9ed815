/**
 * For how long, at the least, a message is tried again whatever its destinations answer; docs/operations.md says it too. The
 * number of receives that SQS allows a message follows from it, as each of them is followed by a wait.
 */
export const PATIENCE_HOURS = 24;

const FIRST_SECONDS = 10;
const LONGEST_SECONDS = 600;
/** Waits spread upwards, so that not all messages come back at once: up to 900 s, as the alarm `failing` counts by quarters of an hour. */
const SPREAD = 1.5;
/** So many waits for another attempt are as short as they ask to be. More of them only an outage brings. */
const SHORT_WAITS = 10;
const SHORTEST_SECONDS = 1;

/** What a message waits for: `failure`: something did not work; `other attempt`: nothing failed, it only has to come later. */
export type WaitReason = 'failure' | 'other attempt';

/** How long a message stays away after it was received for the n-th time, where nobody asks for longer. `random` is in 0 to 1. */
export function backOffSeconds(receiveCount: number, reason: WaitReason, random: number): number {
  const least = leastSeconds(receiveCount, reason);
  return least === SHORTEST_SECONDS ? least : Math.ceil(least * (1 + (SPREAD - 1) * random));
}

/** How often SQS hands out a message before it gives it up: as often as the shortest waits fit into the promised hours. */
export function maxReceiveCount(): number {
  let seconds = 0;
  let receives = 1;
  for (; seconds < PATIENCE_HOURS * 3600; receives += 1) seconds += leastSeconds(receives, 'other attempt');
  return receives;
}

function leastSeconds(receiveCount: number, reason: WaitReason): number {
  const failures = reason === 'failure' ? receiveCount : receiveCount - SHORT_WAITS;
  if (failures < 1) return SHORTEST_SECONDS;
  return Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (failures - 1));
}
