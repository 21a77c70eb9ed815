import type { Matcher } from '../../pattern/index.ts';
import { testOf } from '../../pattern/index.ts';
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
import { acceptorOf, accepts, alternativesOf, isClosed, isSpecific, leafAt, literalText, shownAt } from '../leaf.ts';
import { eventsNamedBy, inEveryBranch, type Reach } from '../reach.ts';
import type { Subject } from '../subject.ts';

/** Whether AWS sends events with such `source`, `eventSource` and `eventName` at all. */
export const EVENT_CHECKS: readonly RuleCheck[] = [
  { code: 'unknown-event-source', severity: 'error', run: unknownEventSources },
  { code: 'source-mismatch', severity: 'error', run: mismatchedSources },
  { code: 'unknown-event-name', severity: 'error', run: unknownEventNames },
  { code: 'event-source-without-event', severity: 'error', run: sourcesWithoutEvent },
];

function unknownEventSources({ rule, reaches }: Subject): Note[] {
  return inEveryBranch(reaches, ({ branch }) => {
    const leaf = leafAt(branch, 'detail.eventSource');
    return (leaf ? alternativesOf(leaf) : []).flatMap(({ matcher, path }) => {
      if (!isSpecific(matcher) || EVENT_SOURCES.some(testOf(matcher, false))) return [];
      const text = literalText(matcher);
      const meant = text && nearest(text.includes('.') ? text : `${text}.amazonaws.com`, EVENT_SOURCES);
      const shown = shownAt(rule.pattern, path);
      return [{ path: ['pattern', ...path], message: `AWS has no event source ${shown}${didYouMean(meant)}` }];
    });
  });
}

/** EventBridge's `source` is `aws.` and the first label of `eventSource`: a rule that has both must have them agree. */
function mismatchedSources({ rule, reaches }: Subject): Note[] {
  return inEveryBranch(reaches, ({ branch }) => {
    const source = leafAt(branch, 'source');
    if (!source) return [];
    const eventSource = leafAt(branch, 'detail.eventSource');
    const admitted = EVENT_SOURCES.filter(acceptorOf(eventSource)).map((each) => `aws.${labelOf(each)}`);
    if (admitted.length === 0) return [];
    const strange = alternativesOf(source).filter(
      ({ matcher }) => isSpecific(matcher) && !admitted.some(testOf(matcher, false)),
    );
    const left = (eventSource ? alternativesOf(eventSource) : []).flatMap(({ matcher, path }) => {
      const text = literalText(matcher);
      return text && EVENT_SOURCES.includes(text) && !accepts(source, `aws.${labelOf(text)}`) ? [{ text, path }] : [];
    });
    return [
      ...strange.map(({ matcher, path }) => ({
        path: ['pattern', ...path],
        message: eventSource
          ? `${shownAt(rule.pattern, path)} is not the source of the events here; it is ${listed(admitted)}`
          : `no AWS service sends as ${shownAt(rule.pattern, path)}${didYouMean(nearest(literalText(matcher) ?? '', admitted))}`,
      })),
      ...left.map(({ text, path }) => ({
        path: ['pattern', ...path],
        message: `events of ${text} come with source "aws.${labelOf(text)}", which "source" leaves out`,
      })),
    ];
  });
}

function unknownEventNames({ rule, reaches }: Subject): Note[] {
  return inEveryBranch(reaches, (reach) => {
    const leaf = leafAt(reach.branch, 'detail.eventName');
    if (!leaf || reach.eventSources.length === 0 || !reach.eventSources.every(isPublished)) return [];
    return alternativesOf(leaf).flatMap(({ matcher, path }) => {
      const message = isSpecific(matcher)
        ? unmatched(matcher, reach, shownAt(rule.pattern, path))
        : excludedInVain(matcher, reach);
      return message ? [{ path: ['pattern', ...path], message }] : [];
    });
  });
}

function unmatched(matcher: Matcher, { branch, eventSources }: Reach, shown: string): string | undefined {
  if (eventsNamedBy(matcher, eventSources).length > 0) return undefined;
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
  return inEveryBranch(reaches, ({ branch }) => {
    const sources = leafAt(branch, 'detail.eventSource');
    const names = leafAt(branch, 'detail.eventName');
    if (!sources || sources.matchers.length < 2 || !isClosed(names)) return [];
    return alternativesOf(sources).flatMap(({ matcher, path }) => {
      const source = literalText(matcher);
      if (source === undefined || !EVENT_SOURCES.includes(source) || !isPublished(source)) return [];
      if (names.matchers.some((name) => eventsNamedBy(name, [source]).length > 0)) return [];
      return [{ path: ['pattern', ...path], message: `${source} has none of the events named here` }];
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
