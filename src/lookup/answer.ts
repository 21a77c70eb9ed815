import { LRUCache } from 'lru-cache';
import type { Lookup } from '../finding/finding.ts';
import { describeFailure } from './failure.ts';

/** What AWS answered, or why it did not. */
export type Answer<Value> = { readonly value: Value } | { readonly failure: Lookup };

export interface Question<Value> {
  /** Equal questions have equal keys. */
  readonly key: string;
  /** The action that is asked for, such as `iam:ListMFADevices`. */
  readonly action: string;
  /** What it acts on, where a failure should name it. */
  readonly on?: string;
  /** Ends the call. */
  readonly signal: AbortSignal;
  readonly ask: () => Promise<Value>;
}

export interface Memory {
  /** How long an answer holds. */
  readonly keepMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A service that does not answer is left alone for so long: only the first finding waits for it. */
const KEEP_FAILURE_MS = 60_000;
const MAX_ANSWERS = 1_000;

/**
 * Asks each question once while its answer holds, also when many ask at the same time. The promise never rejects and settles
 * when the signal says so, whatever the call does.
 */
export function rememberAnswers<Value>({ keepMs, now }: Memory): (question: Question<Value>) => Promise<Answer<Value>> {
  const answers = new LRUCache<string, Promise<Answer<Value>>>({
    max: MAX_ANSWERS,
    ttl: keepMs,
    ttlResolution: 0,
    perf: { now },
  });
  return (question) => {
    const known = answers.get(question.key);
    if (known) return known;
    const answer = attempt(question).then((settled) => {
      if ('failure' in settled) answers.set(question.key, answer, { ttl: KEEP_FAILURE_MS });
      return settled;
    });
    answers.set(question.key, answer);
    return answer;
  };
}

async function attempt<Value>({ ask, signal, ...question }: Question<Value>): Promise<Answer<Value>> {
  try {
    signal.throwIfAborted();
    return { value: await Promise.race([ask(), rejectWhen(signal)]) };
  } catch (error) {
    return { failure: describeFailure(question, error) };
  }
}

/** Credentials are fetched without regard to the signal of a call, hence a race. */
function rejectWhen(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
