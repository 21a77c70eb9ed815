import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { objectAt, textAt, valueAt } from '../cloudtrail/json.ts';
import { deriveIdentity } from '../finding/identity.ts';
import { NOTHING_KNOWN } from '../finding/index.ts';
import { plainText } from '../template/index.ts';
import { lastErrors } from './errors.ts';
import { attributeOf, peek, type Received } from './messages.ts';
import type { FoundQueue } from './queue.ts';

/** One message that went nowhere, in words for people: plain text, whatever its sender wrote. */
export interface StuckMessage {
  readonly queue: string;
  readonly messageId: string;
  /** When it was put on its queue. */
  readonly sent: string;
  readonly why: string;
  /** A rule's id; where EventBridge gave up, the name of its rule. */
  readonly rule?: string;
  readonly eventName?: string;
  readonly eventID?: string;
  readonly eventTime?: string;
  readonly who?: string;
  readonly account?: string;
}

export interface Clients {
  readonly sqs: SQSClient;
  readonly logs: CloudWatchLogsClient;
}

const MAX_WHY = 500;
const MAX_TEXT = 200;
const NO_ERROR =
  'its function logged no error for it: it ran out of time or memory, or waited too often; look in the log for "Task timed out"';

/** What lies in a queue, at most `limit` messages or a few more, and why. The messages stay there. */
export async function describeStuck(
  { sqs, logs }: Clients,
  { name, url, source }: FoundQueue,
  limit: number,
): Promise<readonly StuckMessage[]> {
  const messages = await peek(sqs, url, limit);
  const whys = source ? await handlerReasons(logs, `/aws/lambda/${source}`, messages) : messages.map(eventBridgeReason);
  return messages
    .map((message, index) => ({
      queue: name,
      messageId: message.MessageId,
      sent: new Date(sentMs(message)).toISOString(),
      why: plainText(whys[index] ?? '', MAX_WHY),
      ...(source ? ruleMessage(message) : bareEvent(message)),
    }))
    .sort((a, b) => a.sent.localeCompare(b.sent));
}

async function handlerReasons(
  logs: CloudWatchLogsClient,
  logGroup: string,
  messages: readonly Received[],
): Promise<string[]> {
  if (messages.length === 0) return [];
  const search = {
    logGroup,
    messageIds: messages.map(({ MessageId }) => MessageId),
    sinceMs: Math.min(...messages.map(sentMs)),
  };
  try {
    const errors = await lastErrors(logs, search);
    return messages.map(({ MessageId }) => errors.get(MessageId) ?? NO_ERROR);
  } catch (error) {
    // What is stuck matters more than why.
    return messages.map(() => `unknown: the log ${logGroup} cannot be read: ${(error as Error).message}`);
  }
}

function eventBridgeReason(message: Received): string {
  const code = attributeOf(message, 'ERROR_CODE') ?? 'no ERROR_CODE';
  return [code, attributeOf(message, 'ERROR_MESSAGE')].filter(Boolean).join(': ');
}

function ruleMessage({ Body }: Received) {
  const body = parse(Body);
  const rule = valueAt(body, 'heartbeat') === true ? 'heartbeat' : textAt(body, 'rule');
  return texts({ rule, ...eventTexts(valueAt(body, 'event')) });
}

/** EventBridge keeps the event as it was, not what its rule makes of it. */
function bareEvent(message: Received) {
  const rule = attributeOf(message, 'RULE_ARN')?.split('/').at(-1);
  return texts({ rule, ...eventTexts(parse(message.Body)) });
}

function eventTexts(event: unknown) {
  const record = objectAt(event, 'detail');
  return {
    eventName: textAt(record, 'eventName') ?? textAt(record, 'insightDetails', 'eventName'),
    eventID: textAt(record, 'eventID'),
    eventTime: textAt(record, 'eventTime'),
    who: record && objectAt(record, 'userIdentity') ? deriveIdentity(record, NOTHING_KNOWN).name : undefined,
    account: textAt(event, 'account'),
  };
}

function texts<Name extends string>(values: Readonly<Record<Name, string | undefined>>): { [name in Name]?: string } {
  const known = Object.entries<string | undefined>(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, plainText(value, MAX_TEXT)]],
  );
  return Object.fromEntries(known);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sentMs({ Attributes }: Received): number {
  return Number(Attributes?.SentTimestamp ?? 0);
}
