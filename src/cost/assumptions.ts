/** What is taken for granted where nothing was counted; docs/cost.md and the output name each. */

/** A month, in days. */
export const MONTH_DAYS = 30;

/** Of a function: `memorySize` of serverless.yml. */
export const LAMBDA_GIGABYTES = 0.5;
/** For a message: our own code, a call of DynamoDB, one of Slack, SNS or EventBridge. */
export const OWN_MS = 5;
export const STATE_CALL_MS = 10;
export const DESTINATION_CALL_MS = 300;

/** Put on the queue, taken, deleted: a message comes alone, as few come at once. */
export const QUEUE_REQUESTS = 3;
/** Lambda asks an idle queue five times at once, and each of them waits for 20 seconds. */
export const POLLS_A_MINUTE = 5 * 3;

/** Of the item of a thread; others have 1 kB. */
export const THREAD_KILOBYTES = 2;
/** What the items of an alert come to; they stay for about a month. Those of thresholds and the like are few, and written over. */
export const STATE_BYTES = 3_000;

/** Of a function's log, for a message or a heartbeat. */
export const LOG_BYTES = 1_500;
/** `logRetentionDays` of serverless.yml. */
export const LOG_RETENTION_DAYS = 90;

/** What EventBridge, SQS and SNS count as one. */
export const CHUNK_BYTES = 65_536;

/** Of an event, as JSON and packed in a log file, where there are no logs to look at. */
export const EVENT_BYTES = 1_500;
export const PACKED_EVENT_BYTES = 200;
/** Between two log files of a region. */
export const LOG_FILE_MINUTES = 5;

/** The assumptions in words, for people. */
export const ASSUMPTIONS: readonly string[] = [
  `Lambda: 512 MB on arm64; for each message ${OWN_MS} ms of our own, ${STATE_CALL_MS} ms for each call of DynamoDB and ${DESTINATION_CALL_MS} ms for each of a destination; no two messages at once`,
  `SQS: ${QUEUE_REQUESTS} requests for each message; ${POLLS_A_MINUTE} a minute for each queue that Lambda waits at`,
  `DynamoDB: reads and writes as in docs/operations.md, ${THREAD_KILOBYTES} kB for the item of a thread`,
  `logs of the functions: ${LOG_BYTES / 1000} kB for each message and heartbeat, kept ${LOG_RETENTION_DAYS} days`,
];
