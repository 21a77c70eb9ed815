/** Follows how a shell reads a command, character by character, as far as a place is quoted already. */
export class ShellQuotes {
  #quote: '"' | "'" | undefined;
  #isEscaped = false;
  #last = '';

  read(text: string): void {
    for (const character of text) {
      this.#last = character;
      if (this.#isEscaped) this.#isEscaped = false;
      else if (character === '\\' && this.#quote !== "'") this.#isEscaped = true;
      else if (character === this.#quote) this.#quote = undefined;
      else if (this.#quote === undefined && (character === '"' || character === "'")) this.#quote = character;
    }
  }

  /** Whether quotes that begin here would not quote: `"'…'"`, `\'…'`, or mean something else: `$'…'`. */
  get undoesQuoting(): boolean {
    return this.#quote !== undefined || this.#isEscaped || this.#last === '$';
  }
}
