import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder, made when it is first asked for. It goes with the process, should nobody dispose of it. */
export class ScratchFolder {
  #path: string | undefined;
  readonly #parent: string;
  readonly #dispose = (): void => this.dispose();

  constructor(parent = tmpdir()) {
    this.#parent = parent;
  }

  /** The path of a file in it. */
  file(name: string): string {
    if (this.#path === undefined) {
      this.#path = mkdtempSync(join(this.#parent, 'trailbell-'));
      process.once('exit', this.#dispose);
    }
    return join(this.#path, name);
  }

  dispose(): void {
    if (this.#path === undefined) return;
    process.off('exit', this.#dispose);
    rmSync(this.#path, { recursive: true, force: true });
    this.#path = undefined;
  }
}
