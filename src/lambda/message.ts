import { type CloudTrailEvent, parseEvent } from '../cloudtrail/event.ts';
import { isObject, parseJson } from '../cloudtrail/json.ts';

/** What a rule's target puts on a queue: which rule fired, and for what. */
export interface RuleMessage {
  readonly rule: string;
  readonly event: CloudTrailEvent;
}

/** Parses the body of a queue's message. @throws MessageError for anything else than `{"rule":"<id>","event":{…}}`. */
export function parseMessage(body: string): RuleMessage {
  let value: unknown;
  try {
    value = parseJson(body);
  } catch (cause) {
    throw new MessageError('is not JSON', cause);
  }
  if (!isObject(value) || typeof value.rule !== 'string') throw new MessageError('names no rule');
  const event = parseEvent(value.event);
  if (!event) throw new MessageError('carries no CloudTrail event');
  return { rule: value.rule, event };
}

export class MessageError extends Error {
  constructor(what: string, cause?: unknown) {
    super(`the message ${what}; expected {"rule":"<id>","event":{…}} from an EventBridge rule of this service`, {
      cause,
    });
    this.name = 'MessageError';
  }
}
