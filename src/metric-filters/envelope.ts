import { toEvent } from '../cloudtrail/event.ts';
import { RECORD_SHAPE } from '../cloudtrail/record-shape.ts';
import { type Branch, type Leaf, type Matcher, testOf } from '../pattern/index.ts';
import { UnsayableError } from './unsayable-error.ts';

/** CloudTrail's `eventType`, in each spelling. */
const EVENT_TYPES = RECORD_SHAPE.eventType as readonly string[];
const INSIGHT = 'AwsCloudTrailInsight';

/** Fields of EventBridge's envelope that are copies of the record's own. */
const COPIES: Readonly<Record<string, string>> = {
  account: 'detail.recipientAccountId',
  region: 'detail.awsRegion',
};

/**
 * A branch of an event pattern with leaves on the record alone: what it asks of EventBridge's envelope, which no log has, is asked
 * of the fields that the envelope is made of. Undefined where no CloudTrail record can match.
 * @throws UnsayableError
 * @see toEvent
 */
export function withoutEnvelope(branch: Branch): Branch | undefined {
  const types = eventTypesOf(branch);
  const sources = sourceLeaves(branch, types);
  if (types.length === 0 || sources === undefined) return undefined;
  return [
    ...(types.length < EVENT_TYPES.length ? [textLeaf('detail.eventType', types)] : []),
    ...sources,
    ...branch.filter(({ path }) => path !== 'detail-type' && path !== 'source' && !isEventSource(path)).map(onRecord),
  ];
}

function onRecord(leaf: Leaf): Leaf {
  if (leaf.path.startsWith('detail.')) return leaf;
  const path = COPIES[leaf.path];
  if (path === undefined) throw new UnsayableError(`asks for "${leaf.path}", which EventBridge adds to the record`);
  return { ...leaf, path };
}

function eventTypesOf(branch: Branch): readonly string[] {
  const accepts = acceptorOf(branch.find(({ path }) => path === 'detail-type'));
  return EVENT_TYPES.filter((eventType) => accepts(toEvent({ eventType })['detail-type']));
}

/** The leaf on `eventSource` that says what `source` and `eventSource` ask; undefined where both cannot be met. */
function sourceLeaves(branch: Branch, types: readonly string[]): readonly Leaf[] | undefined {
  const source = branch.find(({ path }) => path === 'source');
  const eventSource = branch.filter(({ path }) => isEventSource(path));
  const accepts = acceptorOf(source);
  if (types.every((eventType) => eventType === INSIGHT)) return accepts(toEvent({}).source) ? eventSource : undefined;
  const texts = eventSource[0]?.matchers.map((matcher) => (matcher.kind === 'string' ? matcher.text : undefined));
  if (!source) return eventSource;
  if (texts?.every((text) => text !== undefined)) {
    const met = texts.filter((text) => accepts(toEvent({ eventSource: text }).source));
    return met.length > 0 ? [textLeaf('detail.eventSource', met)] : undefined;
  }
  const starts = source.matchers.map(startOf).filter((start) => start !== undefined);
  if (starts.length === 0) return undefined;
  if (starts.includes('')) return eventSource;
  const ofInsights: readonly Matcher[] =
    types.includes(INSIGHT) && accepts(toEvent({}).source) ? [{ kind: 'exists', value: false }] : [];
  const prefixes = starts.map((text): Matcher => ({ kind: 'prefix', text }));
  return [...eventSource, { path: 'detail.eventSource', pointer: '', matchers: [...prefixes, ...ofInsights] }];
}

/** What `eventSource` starts with where `source` is so: `aws.s3` is `s3.`; undefined for what is none of AWS's. */
function startOf(matcher: Matcher): string | undefined {
  if (matcher.kind === 'string') return matcher.text.startsWith('aws.') ? `${matcher.text.slice(4)}.` : undefined;
  if (matcher.kind !== 'prefix') throw new UnsayableError('asks for "source" by more than its text or its start');
  if ('aws.'.startsWith(matcher.text)) return '';
  return matcher.text.startsWith('aws.') ? matcher.text.slice(4) : undefined;
}

function isEventSource(path: string): boolean {
  return path === 'detail.eventSource';
}

function acceptorOf(leaf: Leaf | undefined): (value: string) => boolean {
  const tests = leaf?.matchers.map((matcher) => testOf(matcher, false));
  return (value) => tests?.some((test) => test(value)) ?? true;
}

function textLeaf(path: string, texts: readonly string[]): Leaf {
  return { path, pointer: '', matchers: texts.map((text) => ({ kind: 'string', text })) };
}
