import { MAYBE_TOLD, type Posting } from './destination.ts';
import type { Told } from './slack-history.ts';
import type { SlackMessage } from './slack-message.ts';
import type { AlertThread } from './thread.ts';

/** A message that says, where it may be there twice, that it may be. */
export function marked<Message extends SlackMessage>(message: Message, isRepeat: boolean): Message {
  if (!isRepeat) return message;
  const mark = { type: 'context' as const, elements: [{ type: 'plain_text' as const, text: MAYBE_TOLD }] };
  return { ...message, text: `${message.text} (${MAYBE_TOLD})`, blocks: [...message.blocks, mark] };
}

/** A thread with the news alone that earlier answers do not hold. */
export function withoutTold({ leftOut, ...thread }: AlertThread, { lines, linesLeftOut }: Told): AlertThread {
  return {
    ...thread,
    lines: thread.lines.slice(lines),
    linesLeftOut: Math.max(0, thread.linesLeftOut - linesLeftOut),
    ...(leftOut && linesLeftOut === 0 && { leftOut }),
  };
}

/** The message of a thread in place of one that was deleted. */
export function anewOf({ id, unsure }: Posting): Posting {
  const anew = `${id}-anew`;
  return { id: anew, ...(unsure && { unsure: { ...unsure, ids: [anew] } }) };
}
