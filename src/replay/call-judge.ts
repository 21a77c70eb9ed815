import { toEvent } from '../cloudtrail/event.ts';
import { type Branch, type ParsedPattern, testOf } from '../pattern/index.ts';
import { type Telltale, telltalesOf } from './telltale.ts';

/**
 * Sets of telltales, as bits: a record of a call concerns a pattern only if all of one set stand in it. Without a set none of the
 * call's records does; with an empty set all may.
 */
export type Verdict = readonly number[];

/** On what is not written as CloudTrail does, or not judged. */
export const ALWAYS: Verdict = [0];

export interface CallJudge {
  readonly judge: (eventSource: string, eventName: string) => Verdict;
  /** By the number of their bit. */
  readonly telltales: readonly Telltale[];
}

/** As many as a number has bits. A pattern is judged without those beyond. */
const MOST_TELLTALES = 31;
/** Of one telltale: to look for more takes longer than to parse. */
const MOST_TEXTS = 100;

/** What the fields that tell the call may hold. */
interface Call {
  readonly source: readonly string[];
  readonly 'detail.eventSource': readonly string[];
  readonly 'detail.eventName': readonly string[];
}

/** Compiles patterns into a judgement of calls. */
export function compileCallJudge(patterns: readonly ParsedPattern[]): CallJudge {
  const telltales: Telltale[] = [];
  const bitOf = (telltale: Telltale): number => {
    if (telltale.kind !== 'field' && telltale.texts.length > MOST_TEXTS) return 0;
    const known = telltales.findIndex((other) => isSame(other, telltale));
    if (known >= 0) return 1 << known;
    return telltales.length < MOST_TELLTALES ? 1 << (telltales.push(telltale) - 1) : 0;
  };
  const branches = patterns.flat().map((branch) => ({
    admits: compileAdmission(branch),
    // Few records are of calls that a pattern names.
    needed: namesCalls(branch) ? 0 : telltalesOf(branch).reduce((bits, telltale) => bits | bitOf(telltale), 0),
  }));
  const judge = (eventSource: string, eventName: string): Verdict => {
    const { source } = toEvent({ eventSource });
    // The names in an Insight are those of the call that it counts; its own source is aws.cloudtrail.
    const call = {
      source: [source, 'aws.cloudtrail'],
      'detail.eventSource': [eventSource],
      'detail.eventName': [eventName],
    };
    return [...new Set(branches.filter(({ admits }) => admits(call)).map(({ needed }) => needed))];
  };
  return { judge, telltales };
}

function isSame(a: Telltale, b: Telltale): boolean {
  return a.kind !== 'field' && a.kind === b.kind && a.texts.join() === b.texts.join();
}

function compileAdmission(branch: Branch): (call: Call) => boolean {
  const leaves = branch.flatMap(({ path, matchers }) => {
    if (!isOfCall(path) || matchers.some((matcher) => matcher.kind === 'exists' && !matcher.value)) return [];
    return { path, tests: matchers.map((matcher) => testOf(matcher, false)) };
  });
  return (call) => leaves.every(({ path, tests }) => call[path].some((value) => tests.some((test) => test(value))));
}

function isOfCall(path: string): path is keyof Call {
  return path === 'source' || path === 'detail.eventSource' || path === 'detail.eventName';
}

function namesCalls(branch: Branch): boolean {
  return branch.some(
    ({ path, matchers }) => path === 'detail.eventName' && matchers.every(({ kind }) => kind === 'string'),
  );
}
