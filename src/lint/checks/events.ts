import { type Matcher, testOf } from '../../pattern/index.ts';
import { nearest } from '../../rule/nearest.ts';
import type { Note, RuleCheck } from '../check.ts';
import {
  CATALOGUE_DATE,
  carriersOf,
  EVENT_SOURCES,
  eventsOf,
  isPublished,
  labelOf,
  renamedTo,
} from '../event-catalogue.ts';
import { acceptorOf, accepts, isSpecific, leafAt, literalText } from '../leaf.ts';
import { alternativesAt, inEveryBranch, type Reach } from '../reach.ts';
import type { Subject } from '../subject.ts';

/** Whether AWS sends events with such `source`, `eventSource` and `eventName` at all. */
export const EVENT_CHECKS: readonly RuleCheck[] = [
  { code: 'unknown-event-source', severity: 'error', run: unknownEventSources },
  { code: 'source-mismatch', severity: 'error', run: mismatchedSources },
  { code: 'unknown-event-name', severity: 'error', run: unknownEventNames },
  { code: 'event-source-without-event', severity: 'error', run: sourcesWithoutEvent },
];

function unknownEventSources({ reaches }: Subject): Note[] {
  return inEveryBranch(reaches, (reach) =>
    alternativesAt(reach, 'detail.eventSource').flatMap(({ matcher, path, shown }) => {
      if (!isSpecific(matcher) || EVENT_SOURCES.some(testOf(matcher, false))) return [];
      const text = literalText(matcher);
      const meant = text && nearest(text.includes('.') ? text : `${text}.amazonaws.com`, EVENT_SOURCES);
      return [{ path, message: `AWS has no event source ${shown}${didYouMean(meant)}` }];
    }),
  );
}

/** EventBridge's `source` is `aws.` and the first label of `eventSource`: a rule that has both must have them agree. */
function mismatchedSources({ reaches }: Subject): Note[] {
  return inEveryBranch(reaches, (reach) => {
    const eventSource = leafAt(reach.branch, 'detail.eventSource');
    const sources = EVENT_SOURCES.filter(acceptorOf(eventSource)).map((each) => `aws.${labelOf(each)}`);
    return sources.length > 0 ? [...strangeSources(reach, sources), ...lostEventSources(reach)] : [];
  });
}

/** Alternatives of `source` under which no event comes that `eventSource` admits. */
function strangeSources(reach: Reach, sources: readonly string[]): Note[] {
  return alternativesAt(reach, 'source').flatMap(({ matcher, path, shown }) => {
    if (!isSpecific(matcher) || sources.some(testOf(matcher, false))) return [];
    const message = leafAt(reach.branch, 'detail.eventSource')
      ? `${shown} is not the source of the events here; it is ${listed(sources)}`
      : `no AWS service sends as ${shown}${didYouMean(nearest(literalText(matcher) ?? '', sources))}`;
    return [{ path, message }];
  });
}

/** Event sources whose events come under a `source` that is left out. */
function lostEventSources(reach: Reach): Note[] {
  const source = leafAt(reach.branch, 'source');
  return alternativesAt(reach, 'detail.eventSource').flatMap(({ matcher, path }) => {
    const text = literalText(matcher);
    if (text === undefined || !EVENT_SOURCES.includes(text) || accepts(source, `aws.${labelOf(text)}`)) return [];
    return [{ path, message: `events of ${text} come with source "aws.${labelOf(text)}", which "source" leaves out` }];
  });
}

function unknownEventNames({ reaches }: Subject): Note[] {
  return inEveryBranch(reaches, (reach) => {
    if (reach.eventSources.length === 0 || !reach.eventSources.every(isPublished)) return [];
    return alternativesAt(reach, 'detail.eventName').flatMap(({ matcher, path, shown }) => {
      const message = isSpecific(matcher) ? unmatched(matcher, reach, shown) : excludedInVain(matcher, reach);
      return message ? [{ path, message }] : [];
    });
  });
}

function unmatched(matcher: Matcher, { branch, eventSources, named }: Reach, shown: string): string | undefined {
  if (named.get(matcher)?.length) return undefined;
  const name = literalText(matcher);
  if (name === undefined) return `no event of ${sourcesShown(eventSources)} has a name like ${shown}`;
  const renamed = eventSources.flatMap((source) => renamedTo(source, name) ?? [])[0];
  if (renamed) {
    const both = accepts(leafAt(branch, 'detail.eventName'), renamed);
    return both ? undefined : `CloudTrail records ${name} as "${renamed}"`;
  }
  const elsewhere = EVENT_SOURCES.filter((source) => carriersOf(source, name));
  if (elsewhere.length > 0) return `${name} is an event of ${listed(elsewhere)}, not of ${sourcesShown(eventSources)}`;
  const meant = nearest(
    name.trim(),
    eventSources.flatMap((source) => [...eventsOf(source).keys()]),
  );
  return `${sourcesShown(eventSources)} has no event "${name}" (as of ${CATALOGUE_DATE})${didYouMean(meant)}`;
}

/** An exclusion of a name that no event has leaves nothing out. */
function excludedInVain(matcher: Matcher, { eventSources }: Reach): string | undefined {
  const names = matcher.kind === 'anything-but' ? matcher.values.map(String) : [];
  const strange = names.find((name) => !eventSources.some((source) => carriersOf(source, name)));
  return strange === undefined
    ? undefined
    : `leaves out "${strange}", which is no event of ${sourcesShown(eventSources)}`;
}

/** `eventSource` × `eventName` is a cross product: a source may be left with none of the names. */
function sourcesWithoutEvent({ reaches }: Subject): Note[] {
  return inEveryBranch(reaches, (reach) => {
    const sources = alternativesAt(reach, 'detail.eventSource');
    const { events } = reach;
    if (sources.length < 2 || !events) return [];
    return sources.flatMap(({ matcher, path }) => {
      const source = literalText(matcher);
      if (source === undefined || !EVENT_SOURCES.includes(source) || !isPublished(source)) return [];
      if (events.some(({ eventSource }) => eventSource === source)) return [];
      return [{ path, message: `${source} has none of the events named here` }];
    });
  });
}

function didYouMean(meant: string | undefined): string {
  return meant ? `; did you mean "${meant}"?` : '';
}

function listed(names: readonly string[]): string {
  const quoted = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3 ? `${quoted.join(', ')} or ${names.length - 3} others` : quoted.join(' or ');
}

function sourcesShown(eventSources: readonly string[]): string {
  if (eventSources.length > 3) return `these ${eventSources.length} event sources`;
  return eventSources.join(', ');
}
