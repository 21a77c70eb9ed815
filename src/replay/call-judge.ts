import { toEvent } from '../cloudtrail/event.ts';
import { type Branch, parsePattern, testOf } from '../pattern/index.ts';
import { type Telltale, telltaleOf } from './telltale.ts';

/** Whether patterns can match records of a call: none, some, or some where a telltale stands in the record. */
export type Verdict = 'no' | 'with-telltale' | 'yes';

export interface CallJudge {
  readonly judge: (eventSource: string, eventName: string) => Verdict;
  /** Of the patterns that are not about single calls. */
  readonly telltales: readonly Telltale[];
}

/** What the fields that tell the call may hold. */
interface Call {
  readonly source: readonly string[];
  readonly 'detail.eventSource': readonly string[];
  readonly 'detail.eventName': readonly string[];
}

interface JudgedBranch {
  readonly admits: (call: Call) => boolean;
  readonly telltale: Telltale | undefined;
}

/** Compiles patterns into a judgement of calls. That a pattern cannot match a call is certain. */
export function compileCallJudge(patterns: readonly unknown[]): CallJudge {
  const branches = patterns.flatMap(parsePattern).map(compileBranch);
  return {
    judge: (eventSource, eventName) => {
      const { source } = toEvent({ eventSource });
      // The names in an Insight are those of the call that it counts; its own source is aws.cloudtrail.
      const call = {
        source: [source, 'aws.cloudtrail'],
        'detail.eventSource': [eventSource],
        'detail.eventName': [eventName],
      };
      const admitting = branches.filter(({ admits }) => admits(call));
      if (admitting.length === 0) return 'no';
      return admitting.every(({ telltale }) => telltale) ? 'with-telltale' : 'yes';
    },
    telltales: branches.flatMap(({ telltale }) => telltale ?? []),
  };
}

function compileBranch(branch: Branch): JudgedBranch {
  const leaves = branch.flatMap(({ path, matchers }) => {
    if (!isOfCall(path) || matchers.some((matcher) => matcher.kind === 'exists' && !matcher.value)) return [];
    return { path, tests: matchers.map((matcher) => testOf(matcher, false)) };
  });
  const namesCalls = branch.some(
    ({ path, matchers }) => path === 'detail.eventName' && matchers.every(({ kind }) => kind === 'string'),
  );
  return {
    admits: (call) => leaves.every(({ path, tests }) => call[path].some((value) => tests.some((test) => test(value)))),
    telltale: namesCalls ? undefined : telltaleOf(branch),
  };
}

function isOfCall(path: string): path is keyof Call {
  return path === 'source' || path === 'detail.eventSource' || path === 'detail.eventName';
}
