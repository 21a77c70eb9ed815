import data from './data/aws-events.json' with { type: 'json' };
import {
  RENAMED,
  SERVICE_EVENTS,
  SIGN_IN_EVENTS,
  UNMODELLED_CALLS,
  UNPUBLISHED_SOURCES,
  withoutDate,
} from './other-events.ts';

/** When the names of API operations were gathered: `YYYY-MM-DD`. */
export const CATALOGUE_DATE = data.date;

/** How an event comes: `eventType` and `detail-type` follow from it. */
export type Carrier = 'call' | 'sign-in' | 'service';

const SUFFIX = '.amazonaws.com';
const modelled: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = data.services;
const labels = [
  ...new Set([modelled, SIGN_IN_EVENTS, SERVICE_EVENTS, UNMODELLED_CALLS].flatMap((names) => Object.keys(names))),
  ...UNPUBLISHED_SOURCES,
].sort();

/** Every `eventSource` of AWS. */
export const EVENT_SOURCES: readonly string[] = labels.map((label) => label + SUFFIX);

const knownNames = new Map<string, ReadonlyMap<string, ReadonlySet<Carrier>>>();

/** The event names of an event source, each with the ways it comes; empty for an unknown source. */
export function eventsOf(eventSource: string): ReadonlyMap<string, ReadonlySet<Carrier>> {
  const label = labelOf(eventSource);
  const known = knownNames.get(label) ?? gather(label);
  knownNames.set(label, known);
  return known;
}

/** Whether AWS publishes the event names of a source at all. */
export function isPublished(eventSource: string): boolean {
  return !UNPUBLISHED_SOURCES.includes(labelOf(eventSource));
}

/** How an event comes; undefined where the source has no event of that name. Names may end in any version of the API. */
export function carriersOf(eventSource: string, eventName: string): ReadonlySet<Carrier> | undefined {
  const events = eventsOf(eventSource);
  if (events.has(eventName)) return events.get(eventName);
  const operation = withoutDate(eventName);
  const isDated = operation !== eventName && (events.has(operation) || renamedTo(eventSource, operation) !== undefined);
  return isDated ? new Set(['call']) : undefined;
}

/** What CloudTrail calls an API operation or IAM action that it does not call by its own name. */
export function renamedTo(eventSource: string, eventName: string): string | undefined {
  const renamed = RENAMED[labelOf(eventSource)] ?? {};
  return Object.hasOwn(renamed, eventName) ? renamed[eventName] : undefined;
}

/** The first label of an event source: `iam` of `iam.amazonaws.com`. EventBridge's `source` is `aws.` and that. */
export function labelOf(eventSource: string): string {
  return eventSource.split('.', 1)[0] ?? '';
}

function gather(label: string): ReadonlyMap<string, ReadonlySet<Carrier>> {
  const events = new Map<string, Set<Carrier>>();
  const add = (names: readonly string[] = [], carrier: Carrier) => {
    for (const name of names) events.set(name, (events.get(name) ?? new Set()).add(carrier));
  };
  for (const [verb, rests = ''] of Object.entries(modelled[label] ?? {})) {
    add(
      rests.split(' ').map((rest) => verb + rest),
      'call',
    );
  }
  add(UNMODELLED_CALLS[label], 'call');
  add(SIGN_IN_EVENTS[label], 'sign-in');
  add(SERVICE_EVENTS[label], 'service');
  for (const [operation, eventName] of Object.entries(RENAMED[label] ?? {})) {
    events.delete(operation);
    add([eventName], 'call');
  }
  // CloudTrail has records of it of both types.
  if (label === 'signin') add(['GetSigninToken'], 'call');
  return events;
}
