import { Document, isCollection, isScalar, visit } from 'yaml';
import type { CloudTrailEvent, CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt, valueAt } from '../cloudtrail/json.ts';

/** What one field of the event must be for the rule to match, and the change that makes a near miss of the event. */
interface Outcome {
  readonly detail: object;
  /** What the finding must be, where no field of the event alone says it. */
  readonly where?: object;
  readonly nearMiss: { readonly name: string; readonly with: object };
}

const SIGN_IN_TYPES = ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'];

/** What a sample of this event is called by default, such as `cloudtrail/StopLogging`. */
export function sampleName({ detail }: CloudTrailEvent): string {
  const names = [textAt(detail, 'eventSource')?.split('.')[0] ?? 'insight', nameOf(detail)];
  // A file is called so: no name leads out of its folder.
  return names.map((name) => name.replaceAll(/[^\w-]+/g, '-')).join('/');
}

function nameOf(detail: CloudTrailRecord): string {
  return textAt(detail, 'eventName') ?? textAt(detail, 'insightDetails', 'insightType') ?? 'Event';
}

export interface DraftOptions {
  /** Name of the event's sample. */
  readonly sample: string;
  /** Whether the call failed, wherever its record says so. */
  readonly failed: boolean;
}

/**
 * The text of a rule file that matches events like this one, tight, so that it is edited to be wider. Its tests, a match and a
 * near miss, use the sample of the name given.
 */
export function draftRule(event: CloudTrailEvent, { sample, failed }: DraftOptions): string {
  const { detail } = event;
  const eventName = nameOf(detail);
  const eventSource = textAt(detail, 'eventSource');
  const isSignIn = SIGN_IN_TYPES.includes(event['detail-type']);
  const outcome = outcomeOf(event, eventName, failed);
  const isRoot = textAt(detail, 'userIdentity', 'type') === 'Root';
  const readOnly = String(valueAt(detail, 'readOnly')) === 'true';
  const content = {
    title: titleOf(eventName),
    description: `${titleOf(eventName)}: say in a sentence what happened and why it matters.`,
    severity: 'medium',
    pattern: {
      source: [event.source],
      'detail-type': isSignIn ? SIGN_IN_TYPES : [event['detail-type']],
      detail: {
        ...(eventSource && { eventSource: [eventSource], eventName: [eventName] }),
        ...(isRoot && { userIdentity: { type: ['Root'] } }),
        ...outcome.detail,
      },
    },
    ...(readOnly && { 'read-only-events': true }),
    ...(outcome.where && { where: outcome.where }),
    alert: {
      summary: eventSource
        ? `{identity.name} called ${eventName} on ${eventSource}`
        : '{insight.eventName} is called {insight.ratioText}',
    },
    runbook: [
      'Ask {identity.name|"the team"} whether this was planned.',
      'If not, disable the credential that was used.',
    ],
    references: ['https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html'],
    tests: [
      { name: 'as it happened', event: sample, expect: 'match' },
      { name: outcome.nearMiss.name, event: sample, with: outcome.nearMiss.with, expect: 'no-match' },
    ],
  };
  return `# yaml-language-server: $schema=../schema.json\n${toYaml(content)}`;
}

/** YAML in the style of the rules: `eventName: [StopLogging]`, one test to a line. */
function toYaml(content: object): string {
  const document = new Document(content);
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || !isCollection(value)) return undefined;
      if (key.value === 'pattern') visit(value, { Seq: onOneLine });
      if (key.value === 'tests') visit(value, { Map: onOneLine });
      return undefined;
    },
  });
  return document.toString({ lineWidth: 160, flowCollectionPadding: false });
}

function onOneLine(_: unknown, collection: { flow?: boolean | undefined }): void {
  collection.flow = true;
}

function outcomeOf({ detail }: CloudTrailEvent, eventName: string, failed: boolean): Outcome {
  const state = textAt(detail, 'insightDetails', 'state');
  if (state) {
    return {
      detail: { insightDetails: { insightType: [eventName], state: [state] } },
      nearMiss: { name: 'an Insight of another type', with: { detail: { insightDetails: { insightType: 'Other' } } } },
    };
  }
  // Sign-ins say how they ended under their own name.
  for (const field of ['responseElements', 'serviceEventDetails']) {
    const said = textAt(detail, field, eventName);
    if (!said) continue;
    const other = said === 'Success' ? 'Failure' : 'Success';
    return {
      detail: { [field]: { [eventName]: [said] } },
      nearMiss: { name: `the result is ${other}`, with: { detail: { [field]: { [eventName]: other } } } },
    };
  }
  const errorCode = textAt(detail, 'errorCode');
  if (errorCode) {
    return {
      detail: { errorCode: [errorCode] },
      nearMiss: { name: 'the call succeeded', with: { detail: { errorCode: { $delete: true } } } },
    };
  }
  if (failed) {
    return {
      detail: {},
      where: { result: { outcome: ['failure'] } },
      nearMiss: { name: 'nothing of it failed', with: { detail: { responseElements: { $delete: true } } } },
    };
  }
  return {
    detail: { errorCode: [{ exists: false }] },
    nearMiss: { name: 'the call was denied', with: { detail: { errorCode: 'AccessDenied' } } },
  };
}

/** `StopLogging` as `Stop logging`; dates at the end of Lambda's event names are dropped. */
function titleOf(eventName: string): string {
  const words = eventName.replace(/\d{8}(v\d+)?$/, '').match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [eventName];
  return words.map((word, index) => (index === 0 || /^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase())).join(' ');
}
