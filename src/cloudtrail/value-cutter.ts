import type { Tape } from './tape.ts';

const STRUCTURE = /["{}[\],]/g;
const LIST_START = /"(?:Records|Events)"\s*:\s*\[/y;
/** More than the start of a list takes, with white space within reason. */
const LIST_START_LENGTH = 64;

/**
 * Cuts a text into values by counting brackets: the elements of a list, or of the list `Records` or `Events` in an object, else
 * the values that follow each other. It reads any JSON, but has to look at each bracket and string.
 */
export class ValueCutter {
  /** Brackets that are open. */
  #depth: number;
  /** Brackets around the elements of the list; 0 outside of one. */
  #listDepth: number;
  /** Whether the list of an object has ended and the object has not. */
  #behindList = false;
  /** How much was looked at from `tape.at` on. */
  #looked = 0;

  /** @param listDepth brackets that are open around the elements where the tape stands */
  constructor(listDepth = 0) {
    this.#depth = listDepth;
    this.#listDepth = listDepth;
  }

  /** The next value's text, or undefined while the tape has no whole one. */
  next(tape: Tape): string | undefined {
    const { text } = tape;
    STRUCTURE.lastIndex = tape.at + this.#looked;
    while (STRUCTURE.test(text)) {
      const at = STRUCTURE.lastIndex - 1;
      if (text[at] === '"') {
        const end = stringEnd(text, at);
        const cutShort = this.#mayStartList() && text.length - at < LIST_START_LENGTH && !tape.ended;
        if (end === undefined || cutShort) return this.#wait(tape, at);
        STRUCTURE.lastIndex = this.#enterList(tape, at) ?? end;
      } else {
        const value = this.#pass(tape, at);
        if (value) return value;
      }
    }
    if (tape.ended && this.#depth === 0) return this.#take(tape, text.length, text.length) || undefined;
    return this.#wait(tape, text.length);
  }

  /** What is left where the text breaks off, or undefined where it ended as it should. */
  rest({ text, at }: Tape): string | undefined {
    return this.#depth > 0 ? text.slice(at).trim() : undefined;
  }

  /** Passes a comma or a bracket. Returns the value that ends there. */
  #pass(tape: Tape, at: number): string | undefined {
    const inList = this.#listDepth > 0 && this.#depth === this.#listDepth;
    switch (tape.text[at]) {
      case ',':
        return inList ? this.#take(tape, at, at + 1) : undefined;
      case '[':
      case '{':
        if (this.#depth === 0 && tape.text[at] === '[') {
          this.#listDepth = 1;
          tape.at = at + 1;
        }
        this.#depth += 1;
        return undefined;
      default:
        this.#depth = Math.max(0, this.#depth - 1);
        if (inList) {
          this.#listDepth = 0;
          this.#behindList = this.#depth > 0;
          return this.#take(tape, at, at + 1);
        }
        if (this.#depth > 0) return undefined;
        if (!this.#behindList) return this.#take(tape, at + 1, at + 1);
        this.#behindList = false;
        tape.at = at + 1;
        return undefined;
    }
  }

  #take(tape: Tape, end: number, next: number): string {
    const value = tape.text.slice(tape.at, end).trim();
    tape.at = next;
    this.#looked = 0;
    return value;
  }

  #wait(tape: Tape, at: number): undefined {
    if (this.#behindList) tape.at = at;
    this.#looked = at - tape.at;
  }

  #mayStartList(): boolean {
    return this.#depth === 1 && this.#listDepth === 0 && !this.#behindList;
  }

  /** Where the first element of the list stands whose name begins at a place; undefined where none does. */
  #enterList(tape: Tape, at: number): number | undefined {
    LIST_START.lastIndex = at;
    if (!this.#mayStartList() || !LIST_START.test(tape.text)) return undefined;
    this.#depth = 2;
    this.#listDepth = 2;
    tape.at = LIST_START.lastIndex;
    return tape.at;
  }
}

/** The place behind the string that begins at a place, or undefined where it does not end. */
function stringEnd(text: string, start: number): number | undefined {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (text[before] === '\\') before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
  return undefined;
}
