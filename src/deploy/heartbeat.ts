import { arnOf, logicalId, type Resources } from './cloudformation.ts';
import { queueId } from './queues.ts';

export const HEARTBEAT_MINUTES = 5;

/**
 * A rule that sends a handler a heartbeat, on the way that events take. What does not arrive is worth nothing later, so it is
 * neither tried again for long nor kept.
 */
export function heartbeatRule(handler: string, prefix: string): Resources {
  return {
    [logicalId(handler, 'heartbeat')]: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: `${prefix}-heartbeat.${handler}`,
        Description: `Proves every ${HEARTBEAT_MINUTES} minutes that an event could reach its destination.`,
        ScheduleExpression: `rate(${HEARTBEAT_MINUTES} minutes)`,
        State: 'ENABLED',
        Targets: [
          {
            Id: handler,
            Arn: arnOf(queueId(handler)),
            Input: '{"heartbeat":true}',
            RetryPolicy: { MaximumEventAgeInSeconds: HEARTBEAT_MINUTES * 60 },
          },
        ],
      },
    },
  };
}
