import { compileCallJudge, type Verdict } from './call-judge.ts';
import { NeedleFinder } from './needle-finder.ts';
import { remember } from './remember.ts';
import type { Telltale } from './telltale.ts';

/** Keys that are looked for in every record, by their number as needles. */
export const KEYS = ['eventVersion', 'eventSource', 'eventName', 'eventID'] as const;
const NEEDLE_LENGTH = 8;

/** On a record that is not as CloudTrail writes it. */
const ALWAYS: Verdict = [0];

/** More than there are; a log that invents them must not fill the memory. */
const MOST_CALLS = 50_000;
const MOST_VALUES = 10_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACE = 0x7d;

export interface NativeGlance {
  /** Finds `KEYS`, and after them what may be telltales. */
  readonly finder: NeedleFinder;
  /** The verdict on a call, given as it stands in a record between quotes: `s3.amazonaws.com","eventName":"PutObject`. */
  readonly judge: (call: string) => Verdict;
  /** The telltales, as bits, that begin with a needle at a place where it was found. */
  readonly tell: (needle: number, place: number) => number;
}

type Check = (text: Buffer, place: number) => number;

/** Compiles patterns into what tells, without parsing, that they cannot match a record of a native log. */
export function compileNativeGlance(patterns: readonly unknown[]): NativeGlance {
  const { judge, telltales } = compileCallJudge(patterns);
  const checks = new Map<string, Check[]>();
  for (const [text, check] of telltales.flatMap((telltale, index) => checksOf(telltale, 1 << index))) {
    const needle = text.slice(0, NEEDLE_LENGTH);
    checks.set(needle, [...(checks.get(needle) ?? []), check]);
  }
  const needles = [...checks.keys()];
  const finder = new NeedleFinder([...KEYS.map((key) => `${key}"`), ...needles]);
  // Of several needles that stand in one place the first is found.
  const checksByNeedle = needles.map((needle) =>
    needles
      .filter((other) => other.startsWith(needle) || needle.startsWith(other))
      .flatMap((other) => checks.get(other) ?? []),
  );
  return {
    finder,
    judge: remember((call) => {
      const [, eventSource, eventName] = /^([^"\\]*)","eventName":"([^"\\]*)$/.exec(call) ?? [];
      return eventSource !== undefined && eventName !== undefined ? judge(eventSource, eventName) : ALWAYS;
    }, MOST_CALLS),
    tell: (needle, place) =>
      checksByNeedle[needle - KEYS.length]?.reduce((bits, check) => bits | check(finder.text, place), 0) ?? 0,
  };
}

/** The beginnings of what is looked for, and what to check where one was found. */
function checksOf(telltale: Telltale, bit: number): [string, Check][] {
  if (telltale.kind === 'texts') {
    return telltale.texts.map((text) => {
      const bytes = Buffer.from(text);
      return [text, (found, place) => (stands(bytes, found, place) ? bit : 0)];
    });
  }
  const name = Buffer.from(`${telltale.name}"`);
  const test = remember(telltale.test, MOST_VALUES);
  const check: Check = (text, place) =>
    stands(name, text, place) && valueMayPass(text, place + name.length, test) ? bit : 0;
  return [[name.toString(), check]];
}

function stands(bytes: Buffer, text: Buffer, place: number): boolean {
  return bytes.every((byte, index) => text[place + index] === byte);
}

/** Whether the value behind a name may pass a test of strings. One that is not a plain string may. */
function valueMayPass(text: Buffer, place: number, test: (value: string) => boolean): boolean {
  if (text[place] === COMMA || text[place] === BRACE) return false;
  if (text[place] !== COLON || text[place + 1] !== QUOTE) return true;
  const value = text.toString('latin1', place + 2, text.indexOf(QUOTE, place + 2));
  return /[\\\x80-\xff]/.test(value) || test(value);
}
