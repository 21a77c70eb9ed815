import { type Branch, type Matcher, testOf } from '../pattern/index.ts';
import type { Path } from '../rule/yaml-file.ts';
import type { Note } from './check.ts';
import { DETAIL_TYPES } from './detail-type.ts';
import { type Carrier, carriersOf, EVENT_SOURCES, eventsOf, labelOf } from './event-catalogue.ts';
import {
  type Alternative,
  acceptorOf,
  alternativesOf,
  isClosed,
  isSpecific,
  leafAt,
  literalText,
  type PlacedPattern,
  placeOf,
} from './leaf.ts';

/** What a branch of an event pattern can meet at all. */
export interface Reach {
  readonly branch: Branch;
  /** The pattern that it is a branch of. */
  readonly placed: PlacedPattern;
  /** CloudTrail's detail-types that it admits. */
  readonly detailTypes: readonly string[];
  /** Event sources that it admits, by `source` and `eventSource`. */
  readonly eventSources: readonly string[];
  /** The events of these sources that each alternative of `eventName` names. */
  readonly named: ReadonlyMap<Matcher, readonly KnownEvent[]>;
  /** All of them; undefined where the branch admits any name, or all but some. */
  readonly events: readonly KnownEvent[] | undefined;
}

export interface KnownEvent {
  readonly eventSource: string;
  readonly eventName: string;
  readonly carriers: ReadonlySet<Carrier>;
}

export function reachOf(branch: Branch, placed: PlacedPattern): Reach {
  const isDetailType = acceptorOf(leafAt(branch, 'detail-type'));
  const isSource = acceptorOf(leafAt(branch, 'source'));
  const isEventSource = acceptorOf(leafAt(branch, 'detail.eventSource'));
  const eventName = leafAt(branch, 'detail.eventName');
  const eventSources = EVENT_SOURCES.filter((each) => isEventSource(each) && isSource(`aws.${labelOf(each)}`));
  const specific = eventName?.matchers.filter(isSpecific) ?? [];
  const named = new Map(specific.map((matcher) => [matcher, eventsNamedBy(matcher, eventSources)]));
  return {
    branch,
    placed,
    detailTypes: DETAIL_TYPES.filter(isDetailType),
    eventSources,
    named,
    events: isClosed(eventName) ? [...named.values()].flat() : undefined,
  };
}

/** The alternatives that a branch has for a path; none where it asks for nothing there. */
export function alternativesAt({ branch, placed }: Reach, path: string): Alternative[] {
  const leaf = leafAt(branch, path);
  return leaf ? alternativesOf(leaf, placed) : [];
}

/** The event names that a branch asks for, as its pattern writes them: `StopLogging`, `Delete*`; none where it asks for any. */
export function namesOf({ branch }: Reach): string[] {
  const leaves = [leafAt(branch, 'detail.eventName'), leafAt(branch, 'detail.insightDetails.eventName')];
  return leaves
    .flatMap((leaf) => leaf?.matchers ?? [])
    .filter(isSpecific)
    .flatMap((matcher) => {
      if (!('text' in matcher)) return [];
      if (matcher.kind.startsWith('prefix')) return [`${matcher.text}*`];
      return [matcher.kind.startsWith('suffix') ? `*${matcher.text}` : matcher.text];
    });
}

function eventsNamedBy(matcher: Matcher, eventSources: readonly string[]): KnownEvent[] {
  const literal = literalText(matcher);
  const test = testOf(matcher, false);
  const found: KnownEvent[] = [];
  for (const eventSource of eventSources) {
    if (literal !== undefined) {
      const carriers = carriersOf(eventSource, literal);
      if (carriers) found.push({ eventSource, eventName: literal, carriers });
      continue;
    }
    for (const [eventName, carriers] of eventsOf(eventSource)) {
      if (test(eventName)) found.push({ eventSource, eventName, carriers });
    }
  }
  return found;
}

/**
 * What a check says of the branches of a pattern, each place once. A leaf beside `$or` stands in several branches: what one
 * has no use for, another may need, so only what all of them say of it counts.
 */
export function inEveryBranch(reaches: readonly Reach[], judge: (reach: Reach) => readonly Note[]): Note[] {
  const judged = reaches.map((reach) => ({
    reach,
    notes: new Map(judge(reach).map((note) => [keyOf(note.path), note])),
  }));
  const all = new Map(judged.flatMap(({ notes }) => [...notes]));
  return [...all].flatMap(([key, note]) =>
    judged.every(({ reach, notes }) => notes.has(key) || !standsIn(note.path, reach)) ? [note] : [],
  );
}

function standsIn(path: Path, { branch, placed }: Reach): boolean {
  return branch.some((leaf) => `${keyOf(path)}/`.startsWith(`${keyOf(placeOf(leaf, placed))}/`));
}

function keyOf(path: Path): string {
  return path.join('/');
}
