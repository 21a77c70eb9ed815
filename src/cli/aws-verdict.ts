import { EventBridgeClient, EventBridgeServiceException, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { UsageError } from './usage.ts';

/** What EventBridge itself says of a pattern and an event; `matched` is absent where it refuses one of them. */
export interface AwsVerdict {
  readonly matched?: boolean;
  readonly reason: string;
}

/** Asks `TestEventPattern`. @throws UsageError without credentials or region, and where AWS cannot be reached. */
export async function askAws(pattern: unknown, event: unknown): Promise<AwsVerdict> {
  const client = new EventBridgeClient({ maxAttempts: 3 });
  try {
    const { Result } = await client.send(
      new TestEventPatternCommand({
        EventPattern: typeof pattern === 'string' ? pattern : JSON.stringify(pattern),
        Event: JSON.stringify(event),
      }),
    );
    return { matched: Result === true, reason: Result ? 'it matches there' : 'it does not match there' };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'InvalidEventPatternException' || name === 'ValidationException') return { reason: message };
    if (error instanceof EventBridgeServiceException) {
      throw new UsageError(`AWS refused to answer: ${name}: ${message}`, { cause: error });
    }
    throw new UsageError(
      `--aws could not ask EventBridge: ${message}. Set credentials and a region as for the AWS CLI (AWS_PROFILE, AWS_REGION)`,
      { cause: error },
    );
  }
}
