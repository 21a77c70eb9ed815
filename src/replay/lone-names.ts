import type { Evidence } from '../state/evidence.ts';
import { countedName } from '../state/threshold.ts';

/** Keys that are remembered. What comes at others counts as one of several. */
const MOST_KEYS = 50_000;

/**
 * What thresholds count at each key, as long as that is one name. Where it is still one when all was read, the threshold is never
 * met, as it asks for two at least, and nothing need be remembered for it.
 */
export class LoneNames {
  /** By key; undefined where there are several. */
  readonly #names = new Map<string, string | undefined>();
  readonly #mostKeys: number;

  constructor(mostKeys = MOST_KEYS) {
    this.#mostKeys = mostKeys;
  }

  /** For another thread, which adds them to its own. */
  get names(): ReadonlyMap<string, string | undefined> {
    return this.#names;
  }

  /** @param name undefined for several */
  add(key: string, name: string | undefined): void {
    if (this.#names.has(key)) {
      if (this.#names.get(key) !== name) this.#names.set(key, undefined);
    } else if (this.#names.size < this.#mostKeys) this.#names.set(key, name);
  }

  addEvidence({ key, ...hit }: Evidence): void {
    if (key !== undefined) this.add(key, countedName(hit));
  }

  /** Whether nothing else was found at its key. */
  isLone({ key }: Evidence): boolean {
    return key !== undefined && this.#names.get(key) !== undefined;
  }
}
