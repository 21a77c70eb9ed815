import type { Trace } from './trace.ts';

export type StepName = 'taken' | 'queued' | 'began' | 'told';

/** One step of the way of a test, in words for people. */
export interface Step {
  readonly step: StepName;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Since the step before; for each destination since the function began. Undefined where the clocks cannot tell. */
  readonly ms?: number;
}

export interface Sent {
  readonly sentMs: number;
  readonly takenMs: number;
  /** Of queue and function. */
  readonly name: string;
}

/** The steps that a test made, in order. */
export function stepsOf({ sentMs, takenMs, name }: Sent, { queuedMs, beganMs, told }: Trace): Step[] {
  return [
    toStep('taken', 'EventBridge took it', [sentMs, takenMs]),
    // EventBridge may be faster on its way than its answer on the way here.
    ...(queuedMs === undefined
      ? []
      : [
          toStep('queued', `its rule put it on queue ${name}`, [
            queuedMs < sentMs ? undefined : Math.min(takenMs, queuedMs),
            queuedMs,
          ]),
        ]),
    ...(beganMs === undefined ? [] : [toStep('began', `function ${name} began`, [queuedMs, beganMs])]),
    ...told.map(({ destination, atMs }) => toStep('told', `${destination} took it`, [beganMs, atMs])),
  ];
}

/** From sending until the last destination had it, by this computer's clock and AWS's. */
export function totalMs({ sentMs }: Sent, { told }: Trace): number {
  return Math.max(0, (told.at(-1)?.atMs ?? sentMs) - sentMs);
}

function toStep(step: StepName, text: string, [fromMs, toMs]: readonly [number | undefined, number]): Step {
  return {
    ...{ step, text, at: new Date(toMs).toISOString() },
    ...(fromMs !== undefined && { ms: Math.max(0, toMs - fromMs) }),
  };
}
