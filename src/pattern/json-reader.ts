import { PatternError, type PatternErrorCode } from './error.ts';
import { JsonScanner } from './json-scanner.ts';

export type Token = '{' | '}' | '[' | ']' | 'name' | 'string' | 'number' | 'true' | 'false' | 'null' | 'end';

interface Frame {
  readonly kind: 'Object' | 'Array';
  /** The current field's name, in an object. */
  name: string;
  /** How many entries came before the current one; -1 before the first. */
  index: number;
  /** Whether the current entry has begun: with its name, or with its value in an array. */
  entered: boolean;
}

export const MAX_DEPTH = 1000;
export const TOO_DEEP =
  'Document nesting depth (1001) exceeds the maximum allowed (1000, from `StreamReadConstraints.getMaxNestingDepth()`)';

/**
 * Reads JSON one token at a time, so that the first fault in the text is the one reported, as in AWS's streaming parser. It keeps
 * duplicate keys and the text of numbers. Like that parser it has seen the value that follows a name when it stands on the name,
 * but looks into a string only once its text is asked for: both decide which of two faults comes first.
 */
export class JsonReader {
  token: Token = 'end';
  readonly #scanner: JsonScanner;
  readonly #frames: Frame[] = [];
  /** The text of the current token, or of the value after the current name; undefined for a string not yet read. */
  #text: string | undefined = '';
  /** The value after the current name. */
  #ahead: Token | undefined;

  constructor(json: string) {
    this.#scanner = new JsonScanner(json, (reason) => this.fail('not-json', reason));
  }

  /** Moves on to the next token and returns it; `end` where nothing is left. */
  next(): Token {
    this.token = this.#read();
    if (this.token === '{') this.#open('Object');
    if (this.token === '[') this.#open('Array');
    return this.token;
  }

  /** The current token as text: a string without its escapes, a name's own, anything else as it stands. */
  text(): string {
    if (this.token === 'name') return this.#frames.at(-1)?.name ?? '';
    this.#text ??= this.#scanner.string('string value');
    return this.#text;
  }

  /** JSON pointer to the current token; a name stands for its value. */
  pointer(): string {
    const steps = this.#frames.filter(({ entered }) => entered);
    return steps.map(({ kind, name, index }) => `/${kind === 'Array' ? index : pointerStep(name)}`).join('');
  }

  /** @throws {PatternError} at the current token. */
  fail(code: PatternErrorCode, reason: string, hint?: string): never {
    throw new PatternError(code, this.pointer(), reason, hint);
  }

  #read(): Token {
    if (this.token === 'name' && this.#ahead !== undefined) return this.#ahead;
    this.text();
    const frame = this.#frames.at(-1);
    if (frame !== undefined) frame.entered = false;
    const unit = this.#scanner.skipSpace();
    if (unit === '}' || unit === ']') return this.#close(unit, frame?.kind ?? 'root');
    if (frame === undefined) return unit === '' ? 'end' : this.#value(unit);
    if (unit === '') this.#scanner.endOfInput(`: expected close marker for ${frame.kind} (start marker`);
    return this.#entry(frame.index < 0 ? unit : this.#afterComma(unit, frame.kind), frame);
  }

  #entry(unit: string, frame: Frame): Token {
    frame.index++;
    frame.entered = frame.kind === 'Array';
    if (frame.kind === 'Array') return this.#value(unit);
    if (unit !== '"') this.#scanner.unexpected(unit, 'was expecting double-quote to start field name');
    this.#scanner.take();
    frame.name = this.#scanner.string('name');
    frame.entered = true;
    const colon = this.#within('Object');
    if (colon !== ':') this.#scanner.unexpected(colon, 'was expecting a colon to separate field name and value');
    this.#scanner.take();
    this.#ahead = this.#value(this.#within('Object'));
    return 'name';
  }

  #afterComma(unit: string, kind: Frame['kind']): string {
    if (unit !== ',') this.#scanner.unexpected(unit, `was expecting comma to separate ${kind} entries`);
    this.#scanner.take();
    return this.#within(kind);
  }

  #within(kind: Frame['kind']): string {
    return this.#scanner.skipSpace() || this.#scanner.endOfInput(` within/between ${kind} entries`);
  }

  #value(unit: string): Token {
    if (unit === '{' || unit === '[' || unit === '"') {
      this.#scanner.take();
      this.#text = unit === '"' ? undefined : unit;
      return unit === '"' ? 'string' : unit;
    }
    this.#text = this.#scanner.word();
    return this.#text === 'true' || this.#text === 'false' || this.#text === 'null' ? this.#text : 'number';
  }

  #open(kind: Frame['kind']): void {
    if (this.#frames.length === MAX_DEPTH) this.fail('too-deep', TOO_DEEP);
    this.#frames.push({ kind, name: '', index: -1, entered: false });
  }

  #close(unit: '}' | ']', kind: Frame['kind'] | 'root'): Token {
    if (kind !== (unit === '}' ? 'Object' : 'Array')) {
      this.fail(
        'not-json',
        `Unexpected close marker '${unit}': expected '${unit === '}' ? ']' : '}'}' (for ${kind} starting`,
      );
    }
    this.#scanner.take();
    this.#frames.pop();
    this.#text = unit;
    return unit;
  }
}

function pointerStep(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
