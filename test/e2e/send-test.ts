import { type JsonObject, objectAt, textAt } from '../../src/cloudtrail/json.ts';
import { type Run, trailbellWith } from '../cli/run.ts';
import { startAwsService } from '../servers/aws-json.ts';
import { startLogs } from '../servers/logs.ts';
import type { Deployment } from './deployment.ts';
import { jsonLines } from './log.ts';

/** Runs `trailbell send-test` against a deployment: its event goes through the template's rules to the packaged function. */
export async function sendTest({ aws, stack }: Deployment): Promise<Run> {
  const lines: JsonObject[] = [];
  const logs = await startLogs({ '/aws/lambda/trailbell-test-api-call': lines });
  const handle = async (event: JsonObject): Promise<void> => {
    await stack.putEvent(event);
    await stack.poll('ApiCallQueue');
    lines.push(...jsonLines(await stack.logs('ApiCallQueue')));
  };
  let handled = Promise.resolve();
  const events = await startAwsService({
    'AWSEvents.DescribeEventBus': () => ({ refusal: 'ResourceNotFoundException' }),
    'AWSEvents.PutEvents': (input) => {
      handled = handle(toEvent(objectAt(input, 'Entries', '0') ?? {}));
      return { FailedEntryCount: 0, Entries: [{ EventId: 'example' }] };
    },
  });
  const env = {
    AWS_ENDPOINT_URL_SQS: aws.address,
    AWS_ENDPOINT_URL_STS: aws.address,
    AWS_ENDPOINT_URL_EVENTBRIDGE: events.url,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url,
    AWS_ACCESS_KEY_ID: 'example',
    AWS_SECRET_ACCESS_KEY: 'example',
  };
  try {
    const run = await trailbellWith({ env }, 'send-test', '--stage', 'test', '--region', 'eu-central-1', '--json');
    await handled;
    return run;
  } finally {
    await Promise.all([events.close(), logs.close()]);
  }
}

/** What EventBridge makes of an entry. */
function toEvent(entry: JsonObject): JsonObject {
  return {
    ...{ version: '0', id: 'example', account: '000000000000', region: 'eu-central-1', resources: [] },
    source: entry.Source,
    'detail-type': entry.DetailType,
    time: new Date(Number(entry.Time) * 1000).toISOString(),
    detail: JSON.parse(textAt(entry, 'Detail') ?? ''),
  };
}
