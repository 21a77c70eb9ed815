import { remember } from '../remember.ts';
import { compileCallJudge, type Verdict } from './call-judge.ts';
import { COMPARED, NeedleFinder } from './needle-finder.ts';

/** Keys that are looked for in every record, by their number as needles. With the last two it is more than a record of a call. */
export const KEYS = ['eventVersion', 'eventSource', 'eventName', 'eventID', 'insightDetails', 'detail-type'] as const;

/** More than there are; a log that invents them must not fill the memory. */
const MOST_CALLS = 50_000;
const MOST_VALUES = 10_000;
/** Longer ones are not looked at. */
const LONGEST_VALUE = 500;

/** Escaped, or not in ASCII. */
const UNPLAIN = /[\\\x80-\xff]/;
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
  const fields = new Map<string, FieldTest[]>();
  for (const [index, telltale] of telltales.entries()) {
    const bit = 1 << index;
    if (telltale.kind === 'endings') for (const text of telltale.texts) endings.add(...endingCheck(text, bit));
    else if (telltale.kind === 'beginnings')
      for (const text of telltale.texts) beginnings.add(...beginningCheck(text, bit));
    else fields.set(telltale.name, [...(fields.get(telltale.name) ?? []), { test: telltale.test, bit }]);
  }
  for (const [name, tests] of fields) beginnings.add(...fieldCheck(name, tests));
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
    tell: (needle, place) => {
      let bits = 0;
      for (const check of checks[needle] ?? []) bits |= check(finder.text, place);
      return bits;
    },
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

function beginningCheck(text: string, bit: number): [string, Check] {
  const bytes = Buffer.from(text);
  return [text.slice(0, COMPARED), (found, place) => (stands(bytes, found, place) ? bit : 0)];
}

/** A test of the strings in a field of the record itself. */
interface FieldTest {
  readonly test: (value: string) => boolean;
  readonly bit: number;
}

/** All tests of one field at once, and of each value once. What is no plain string may pass any. */
function fieldCheck(name: string, tests: readonly FieldTest[]): [string, Check] {
  const bytes = Buffer.from(`${name}"`);
  const all = tests.reduce((bits, { bit }) => bits | bit, 0);
  const bitsOf = remember(
    (value) =>
      UNPLAIN.test(value) ? all : tests.reduce((bits, { test, bit }) => (test(value) ? bits | bit : bits), 0),
    MOST_VALUES,
  );
  const check: Check = (text, place) => {
    if (!stands(bytes, text, place)) return 0;
    const behind = place + bytes.length;
    if (text[behind] === COMMA || text[behind] === BRACE) return 0;
    if (text[behind] !== COLON || text[behind + 1] !== QUOTE) return all;
    const end = text.indexOf(QUOTE, behind + 2);
    return end < 0 || end - behind > LONGEST_VALUE ? all : bitsOf(text.toString('latin1', behind + 2, end));
  };
  return [bytes.toString().slice(0, COMPARED), check];
}

function endingCheck(text: string, bit: number): [string, Check] {
  const bytes = Buffer.from(text);
  return [text.slice(-COMPARED), (found, place) => (stands(bytes, found, place - 1 - bytes.length) ? bit : 0)];
}

/** Whether bytes stand at a place. */
export function stands(bytes: Buffer, text: Buffer, place: number): boolean {
  for (let at = 0; at < bytes.length; at++) if (text[place + at] !== bytes[at]) return false;
  return true;
}
