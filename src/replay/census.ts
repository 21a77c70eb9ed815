import type { CloudTrailEvent, CloudTrailRecord } from '../cloudtrail/event.ts';
import { isObject, textAt } from '../cloudtrail/json.ts';
import { type ParsedPattern, parsePattern } from '../pattern/index.ts';
import type { EventPattern } from '../rule/rule.ts';

/** What is asked of all events, beside what the rules match. Plain data: it goes to other threads. */
export interface CensusOrder {
  /** By names of their own. An event is counted under those that match it, and handed to nobody. */
  readonly patterns: Readonly<Record<string, ParsedPattern>>;
  /** Those of them that are shown read-only management events. */
  readonly readOnlyToo: readonly string[];
}

/** What an order looks for, of patterns with names of their own. */
export function orderOf(named: readonly NamedPattern[]): CensusOrder {
  return {
    patterns: Object.fromEntries(named.map(({ name, pattern }) => [name, parsePattern(pattern)])),
    readOnlyToo: named.filter(({ readOnlyEvents }) => readOnlyEvents).map(({ name }) => name),
  };
}

export interface NamedPattern {
  readonly name: string;
  readonly pattern: EventPattern;
  readonly readOnlyEvents: boolean;
}

export type EventKind = 'management-read' | 'management-write' | 'data' | 'network' | 'insight';

/** What events are counted by. */
export interface Trait {
  readonly kind: EventKind;
  readonly account: string;
  readonly region: string;
  /** `s3.amazonaws.com GetObject`, where the record does not say that it is a management event. */
  readonly call: string;
  /** The patterns of the order that match. */
  readonly names: readonly string[];
}

export interface CensusRow extends Trait {
  readonly events: number;
}

export interface Census {
  readonly rows: readonly CensusRow[];
  /** Of the logs as JSON, unpacked. */
  readonly bytes: number;
}

/** The events of a batch: the traits that stand in it, and the place of that of each event; -1 for one that is not counted. */
export interface BatchCensus {
  readonly traits: readonly Trait[];
  /** In the order of the batch's hashes. */
  readonly withId: Int32Array;
  readonly withoutId: Int32Array;
  readonly bytes: number;
}

/** Values in logs are anybody's: beyond so many, events are counted by their kind and names alone. */
const MOST_TRAITS = 20_000;
const READING = /^(Get|List|Describe|Head|Lookup|BatchGet)/;

export function traitOf({ detail, account, region }: CloudTrailEvent, names: readonly string[]): Trait {
  const isSaid = textAt(detail, 'eventCategory') !== undefined || detail.managementEvent === true;
  const kind = kindOf(detail);
  const call = isSaid && kind.startsWith('management') ? '' : callOf(detail);
  return { kind, account, region, call, names };
}

function callOf(detail: CloudTrailRecord): string {
  return [textAt(detail, 'eventSource'), textAt(detail, 'eventName')].filter((text) => text !== undefined).join(' ');
}

/** Old records say neither category nor whether they only read. */
function kindOf(detail: CloudTrailRecord): EventKind {
  switch (textAt(detail, 'eventCategory')) {
    case 'Data':
      return 'data';
    case 'NetworkActivity':
      return 'network';
    case 'Insight':
      return 'insight';
  }
  if (isObject(detail.insightDetails)) return 'insight';
  if (detail.managementEvent === false) return 'data';
  const { readOnly } = detail;
  const reads = typeof readOnly === 'boolean' ? readOnly : READING.test(textAt(detail, 'eventName') ?? '');
  return reads ? 'management-read' : 'management-write';
}

/** Traits, each once, by their place. */
class Places {
  readonly traits: Trait[] = [];
  readonly #places = new Map<string, number>();

  of(trait: Trait): number {
    if (this.traits.length >= MOST_TRAITS) return this.#of({ ...trait, account: '', region: '', call: '' });
    return this.#of(trait);
  }

  #of(trait: Trait): number {
    const key = JSON.stringify([trait.kind, trait.account, trait.region, trait.call, trait.names]);
    const place = this.#places.get(key) ?? this.traits.push(trait) - 1;
    this.#places.set(key, place);
    return place;
  }
}

/** Collects the census of one batch. */
export class CensusBuilder {
  readonly #places = new Places();
  readonly #withId: number[] = [];
  readonly #withoutId: number[] = [];
  #bytes = 0;

  addBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  /** @param trait undefined for an event that is not counted */
  add(trait: Trait | undefined, hasId: boolean): void {
    (hasId ? this.#withId : this.#withoutId).push(trait ? this.#places.of(trait) : -1);
  }

  take(): BatchCensus {
    return {
      traits: this.#places.traits,
      withId: Int32Array.from(this.#withId),
      withoutId: Int32Array.from(this.#withoutId),
      bytes: this.#bytes,
    };
  }
}

/** Adds up the censuses of batches. */
export class CensusTally {
  readonly #places = new Places();
  readonly #counts: number[] = [];
  #bytes = 0;

  /** @param isFirst whether the event of a place among those with an id was not read before */
  take({ traits, withId, withoutId, bytes }: BatchCensus, isFirst: (at: number) => boolean): void {
    this.#bytes += bytes;
    const places = traits.map((trait) => this.#places.of(trait));
    const count = (index: number): void => {
      const place = places[index];
      if (place !== undefined) this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    };
    withoutId.forEach(count);
    withId.forEach((index, at) => {
      if (isFirst(at)) count(index);
    });
  }

  census(): Census {
    const rows = this.#places.traits.map((trait, place) => ({ ...trait, events: this.#counts[place] ?? 0 }));
    return { rows: rows.filter(({ events }) => events > 0), bytes: this.#bytes };
  }
}
