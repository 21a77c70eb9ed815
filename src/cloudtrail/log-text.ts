import type { CloudTrailEvent } from './event.ts';
import { type LogNote, LogReader } from './log-reader.ts';

/** The events in a text, in any form that `LogReader` reads. Nothing throws; what could not be read is noted. */
export function parseLogText(text: string): { events: CloudTrailEvent[]; notes: LogNote[] } {
  const events: CloudTrailEvent[] = [];
  const reader = new LogReader({ onEvent: (event) => events.push(event) });
  try {
    reader.push(Buffer.from(text));
    return { events, notes: reader.end() };
  } catch (error) {
    return { events, notes: [{ message: `cannot be read: ${(error as Error).message}`, skipped: false }] };
  }
}
