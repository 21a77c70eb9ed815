import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The temporary folder cannot be written to: it is full, or closed to us. */
export class ScratchError extends Error {
  constructor(folder: string, cause: Error) {
    super(`cannot write to ${folder}: ${cause.message}; set TMPDIR to a folder with room`, { cause });
    this.name = 'ScratchError';
  }
}

/** A temporary folder, made when it is first asked for. It goes with the process, should nobody dispose of it. */
export class ScratchFolder {
  #path: string | undefined;
  readonly #parent: string;
  readonly #dispose = (): void => this.dispose();

  constructor(parent = tmpdir()) {
    this.#parent = parent;
  }

  /** The path of a file in it. @throws ScratchError where the folder cannot be made */
  file(name: string): string {
    return join(this.#made(), name);
  }

  /** Adds to the end of a file in it. @throws ScratchError */
  append(name: string, bytes: string | Uint8Array): void {
    this.#try(() => appendFileSync(this.file(name), bytes));
  }

  dispose(): void {
    if (this.#path === undefined) return;
    process.off('exit', this.#dispose);
    rmSync(this.#path, { recursive: true, force: true });
    this.#path = undefined;
  }

  #made(): string {
    if (this.#path === undefined) {
      this.#path = this.#try(() => mkdtempSync(join(this.#parent, 'trailbell-')));
      process.once('exit', this.#dispose);
    }
    return this.#path;
  }

  #try<Result>(write: () => Result): Result {
    try {
      return write();
    } catch (error) {
      throw error instanceof ScratchError ? error : new ScratchError(this.#parent, error as Error);
    }
  }
}
