/** What a program that was interrupted ends with: 128 and the number of SIGINT. */
export const INTERRUPTED = 130;

export interface Interrupts {
  /** Whether there was one. */
  readonly any: boolean;
  /** A signal for the next step of the work: the first interrupt ends the step that it comes in, another one the program. */
  next(): AbortSignal;
  release(): void;
}

/** Catches Ctrl-C, so that a step of the work ends early and what it came to is still told. */
export function catchInterrupts(): Interrupts {
  let step = new AbortController();
  let any = false;
  const onInterrupt = (): void => {
    if (any) process.exit(INTERRUPTED);
    any = true;
    console.error('Stopping: what was read so far follows. Ctrl-C once more ends at once.');
    step.abort();
  };
  process.on('SIGINT', onInterrupt);
  return {
    get any() {
      return any;
    },
    next: () => {
      step = new AbortController();
      return step.signal;
    },
    release: () => process.off('SIGINT', onInterrupt),
  };
}
