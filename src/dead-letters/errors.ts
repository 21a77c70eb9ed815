import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { textAt } from '../cloudtrail/json.ts';

/** A filter pattern may have 1,024 characters. */
const IDS_PER_SEARCH = 15;

export interface ErrorSearch {
  /** Of the function that failed. */
  readonly logGroup: string;
  readonly messageIds: readonly string[];
  readonly sinceMs: number;
}

/** The last error that a function logged for each message, by its id. SQS keeps the id when it moves a message away. */
export async function lastErrors(
  logs: CloudWatchLogsClient,
  { logGroup, messageIds, sinceMs }: ErrorSearch,
): Promise<ReadonlyMap<string, string>> {
  const errors = new Map<string, string>();
  for (let start = 0; start < messageIds.length; start += IDS_PER_SEARCH) {
    const ids = messageIds.slice(start, start + IDS_PER_SEARCH).map((id) => `$.messageId = "${id}"`);
    const search = {
      logGroupName: logGroup,
      startTime: sinceMs,
      filterPattern: `{ $.level = "ERROR" && (${ids.join(' || ')}) }`,
    };
    // Pages come in order of time.
    for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, search)) {
      for (const { message = '' } of events) {
        const line: unknown = JSON.parse(message);
        errors.set(textAt(line, 'messageId') ?? '', textAt(line, 'error', 'message') ?? textAt(line, 'message') ?? '');
      }
    }
  }
  return errors;
}
