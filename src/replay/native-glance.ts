import { remember } from '../remember.ts';
import { compileCallJudge, type Verdict } from './call-judge.ts';
import { COMPARED, NeedleFinder } from './needle-finder.ts';
import type { Telltale } from './telltale.ts';

/** Keys that are looked for in every record, by their number as needles. With the last two it is more than a record of a call. */
export const KEYS = ['eventVersion', 'eventSource', 'eventName', 'eventID', 'insightDetails', 'detail-type'] as const;

/** More than there are; a log that invents them must not fill the memory. */
const MOST_CALLS = 50_000;
const MOST_VALUES = 10_000;
/** Longer ones are not looked at. */
const LONGEST_VALUE = 500;

/** In ASCII: the bytes of other characters are not characters. */
const PLAIN_CALL = /^([^"\\\x80-\xff]*)","eventName":"([^"\\\x80-\xff]*)$/;

/** On what is not written as CloudTrail does. */
const ALWAYS: Verdict = [0];

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACE = 0x7d;

export interface NativeGlance {
  /** Finds `KEYS`, and then what may be telltales. */
  readonly finder: NeedleFinder;
  /** The verdict on a call, given as it stands in a record between quotes: `s3.amazonaws.com","eventName":"PutObject`. */
  readonly judge: (call: string) => Verdict;
  /** The telltales, as bits, that stand where a needle was found. */
  readonly tell: (needle: number, place: number) => number;
}

/** What to check where a needle was found. Returns the bit of the telltale, or 0. */
type Check = (text: Buffer, place: number) => number;

/** Compiles patterns into what tells, without parsing, that they cannot match a record of a native log. */
export function compileNativeGlance(patterns: readonly unknown[]): NativeGlance {
  const { judge, telltales } = compileCallJudge(patterns);
  const beginnings = new Checks((needle, other) => needle.startsWith(other));
  const endings = new Checks((needle, other) => needle.endsWith(other));
  for (const [index, telltale] of telltales.entries()) {
    if (telltale.kind === 'endings') for (const text of telltale.texts) endings.add(...endingCheck(text, 1 << index));
    else for (const [needle, check] of beginningChecks(telltale, 1 << index)) beginnings.add(needle, check);
  }
  const finder = new NeedleFinder({
    beginnings: [...KEYS.map((key) => `${key}"`), ...beginnings.needles],
    endings: endings.needles,
  });
  const checks = [...KEYS.map(() => []), ...beginnings.byNeedle(), ...endings.byNeedle()];
  return {
    finder,
    judge: remember((call) => {
      const [, eventSource, eventName] = PLAIN_CALL.exec(call) ?? [];
      return eventSource !== undefined && eventName !== undefined ? judge(eventSource, eventName) : ALWAYS;
    }, MOST_CALLS),
    tell: (needle, place) => checks[needle]?.reduce((bits, check) => bits | check(finder.text, place), 0) ?? 0,
  };
}

/** What to check at each needle. */
class Checks {
  readonly #checks = new Map<string, Check[]>();
  /** Whether two needles may stand in one place. Only the first is found then. */
  readonly #holds: (needle: string, other: string) => boolean;

  constructor(holds: (needle: string, other: string) => boolean) {
    this.#holds = holds;
  }

  add(needle: string, check: Check): void {
    this.#checks.set(needle, [...(this.#checks.get(needle) ?? []), check]);
  }

  get needles(): string[] {
    return [...this.#checks.keys()];
  }

  byNeedle(): Check[][] {
    return this.needles.map((needle) =>
      [...this.#checks].flatMap(([other, checks]) =>
        this.#holds(needle, other) || this.#holds(other, needle) ? checks : [],
      ),
    );
  }
}

function beginningChecks(telltale: Exclude<Telltale, { kind: 'endings' }>, bit: number): [string, Check][] {
  if (telltale.kind === 'beginnings') {
    return telltale.texts.map((text) => {
      const bytes = Buffer.from(text);
      return [text.slice(0, COMPARED), (found, place) => (stands(bytes, found, place) ? bit : 0)];
    });
  }
  const name = Buffer.from(`${telltale.name}"`);
  const test = remember(telltale.test, MOST_VALUES);
  const check: Check = (text, place) =>
    stands(name, text, place) && valueMayPass(text, place + name.length, test) ? bit : 0;
  return [[name.toString().slice(0, COMPARED), check]];
}

function endingCheck(text: string, bit: number): [string, Check] {
  const bytes = Buffer.from(text);
  return [text.slice(-COMPARED), (found, place) => (stands(bytes, found, place - 1 - bytes.length) ? bit : 0)];
}

function stands(bytes: Buffer, text: Buffer, place: number): boolean {
  return bytes.every((byte, index) => text[place + index] === byte);
}

/** Whether the value behind a name may pass a test of strings. One that is not a plain string may. */
function valueMayPass(text: Buffer, place: number, test: (value: string) => boolean): boolean {
  if (text[place] === COMMA || text[place] === BRACE) return false;
  if (text[place] !== COLON || text[place + 1] !== QUOTE) return true;
  const end = text.indexOf(QUOTE, place + 2);
  if (end < 0 || end - place > LONGEST_VALUE) return true;
  const value = text.toString('latin1', place + 2, end);
  return /[\\\x80-\xff]/.test(value) || test(value);
}
