import { hash } from 'node:crypto';
import { remember } from '../remember.ts';

/** Those of a rule and a caller come again from event to event. */
const MOST_KEYS = 10_000;
const keyHash = remember((text) => hashOf(text).slice(0, 22), MOST_KEYS);

/** The key of an item: its kind, and a hash of what it is about, as those texts may be of any length. */
export function stateKey(kind: string, ...about: readonly unknown[]): string {
  return `${kind}#${keyHash(JSON.stringify(about))}`;
}

const SHORT = 8;
const CHUNKS = /.{8}/g;

/** A short name for a text inside an item: 48 bits, so two among a thousand meet once in 500 million items. */
export function shortId(...about: readonly unknown[]): string {
  return hashOf(JSON.stringify(about)).slice(0, SHORT);
}

function hashOf(text: string): string {
  return hash('sha256', text, 'base64url');
}

/**
 * A set of short ids as one string, the oldest dropped past a limit: the most compact form that a database can hold and a
 * person can still read.
 */
export type ShortIds = string;

export function holds(ids: ShortIds, id: string): boolean {
  for (let at = ids.indexOf(id); at >= 0; at = ids.indexOf(id, at + 1)) {
    if (at % SHORT === 0) return true;
  }
  return false;
}

/** The set with an id added to it. */
export function withId(ids: ShortIds, id: string, limit: number): ShortIds {
  return holds(ids, id) ? ids : `${ids}${id}`.slice(-limit * SHORT);
}

/** Whether a set has dropped ids, or will with the next. */
export function isFull(ids: ShortIds, limit: number): boolean {
  return ids.length >= limit * SHORT;
}

/** The set with some ids as its newest. */
export function withNewest(ids: ShortIds, newest: readonly string[], limit: number): ShortIds {
  const others = ids.match(CHUNKS)?.filter((id) => !newest.includes(id)) ?? [];
  return [...others, ...new Set(newest)].slice(-limit).join('');
}
