/** A clock that runs faster than the real one, and may change its speed: it never jumps. */
export interface WarpedClock {
  now(): number;
  /** How many times as fast it runs. */
  readonly warp: number;
  run(warp: number): void;
  /** What `warp.mjs` needs to show the same time in another process, until the speed changes. */
  readonly environment: Readonly<Record<string, string>>;
}

export function createClock(): WarpedClock {
  let warp = 1;
  let startMs = Date.now();
  let baseMs = startMs;
  const now = (): number => baseMs + (Date.now() - startMs) * warp;
  return {
    now,
    get warp() {
      return warp;
    },
    run: (next) => {
      baseMs = now();
      startMs = Date.now();
      warp = next;
    },
    get environment() {
      return { TIME_WARP: String(warp), TIME_WARP_START: String(startMs), TIME_WARP_BASE: String(baseMs) };
    },
  };
}
