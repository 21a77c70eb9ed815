import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Finding } from '../finding/finding.ts';
import { DeliveryError, type Destination } from './destination.ts';
import { fitted } from './fitted.ts';
import { mayHaveReachedAws } from './network-fault.ts';
import { toOcsf } from './ocsf.ts';

/** `PutEvents` takes 1 MiB, source and detail-type included. */
const MAX_BYTES = 1_048_576 - 4_096;

export interface EventBridgeOptions {
  readonly name: string;
  /** Name or ARN of the bus. */
  readonly bus: string;
}

/** An event bus: each finding is an event of source `trailbell` and detail-type `Finding`, its detail an OCSF finding. */
export function eventBridgeDestination({ name, bus }: EventBridgeOptions): Destination {
  // A bus of another region takes events only there.
  const region = bus.split(':')[3];
  const client = new EventBridgeClient({
    ...(region && { region }),
    // What is sent twice says so, which the client's own second attempt would not.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
  return {
    name,
    send: async (finding, note) => {
      const entry = {
        EventBusName: bus,
        Source: 'trailbell',
        DetailType: 'Finding',
        Detail: toDetail(finding, note),
        ...(finding.identity.arn && { Resources: [finding.identity.arn] }),
      };
      let failure: { ErrorCode?: string | undefined; ErrorMessage?: string | undefined } | undefined;
      try {
        const { Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
        failure = Entries?.find(({ ErrorCode }) => ErrorCode);
      } catch (cause) {
        const { name: error, message } = cause as Error;
        const outcome = { cause, mayHaveArrived: mayHaveReachedAws(cause) };
        throw new DeliveryError(name, codeOf(error), `event bus ${bus}: ${message}`, outcome);
      }
      // PutEvents answers 200 and names what it did not take.
      if (failure)
        throw new DeliveryError(name, codeOf(failure.ErrorCode), `event bus ${bus}: ${failure.ErrorMessage}`);
    },
  };
}

/** The OCSF finding, or as much of it as the bus takes. */
export function toDetail(finding: Finding, comment?: string): string {
  return fitted(finding, (each) => JSON.stringify({ ...toOcsf(each), comment }), MAX_BYTES);
}

function codeOf(error: string | undefined): DeliveryError['code'] {
  if (/AccessDenied|NotAuthorized|ResourceNotFound|InvalidAccountId/.test(error ?? '')) return 'misconfigured';
  return /Malformed|InvalidArgument|ValidationException/.test(error ?? '') ? 'rejected' : 'busy';
}
