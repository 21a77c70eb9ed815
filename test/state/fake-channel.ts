import type { Channel, Posting } from '../../src/state/channel.ts';
import type { Draft, Entry } from '../../src/state/contents.ts';
import type { Subjects } from '../../src/state/spread.ts';

/** A message as people see it. */
export interface Shown {
  readonly card: string;
  count: number;
  rules: string[];
  lines: string[];
  /** Counts of events of which the channel was told beside the message. */
  broadcasts: number[];
  /** Where it, or an answer to it, may have been there before. */
  marks: string[];
}

/** A channel in memory. `before` runs before each call takes effect, `after` before it returns. */
export function fakeChannel(hooks: { before?: () => Promise<void>; after?: () => Promise<void> } = {}) {
  const messages: Shown[] = [];
  const calls = { post: 0, update: 0 };
  const show = ({ count, rules }: Draft<string>) => ({ count, rules: rules.map(({ id }) => id) });
  const channel: Channel<string> = {
    post: async (thread, posting) => {
      await hooks.before?.();
      calls.post += 1;
      const marks = markOf('message', posting);
      messages.push({ card: thread.card, ...show(thread), lines: [], broadcasts: [], marks });
      await hooks.after?.();
      return { ts: String(messages.length - 1) };
    },
    update: async (thread, posting) => {
      await hooks.before?.();
      calls.update += 1;
      const message = messages[Number(thread.message.ts)];
      if (!message) throw new Error('message_not_found');
      Object.assign(message, show(thread));
      if (thread.broadcast) message.broadcasts.push(thread.count);
      message.lines.push(...thread.lines.map(({ traits }) => traits.join(', ')));
      if (thread.lines.length > 0) message.marks.push(...markOf('answer', posting));
      await hooks.after?.();
      return thread.message;
    },
    isHopeless: (error) => (error as Error).message === 'invalid_auth',
  };
  return { channel, messages, calls };
}

function markOf(what: string, { unsure }: Posting): string[] {
  return unsure ? [what] : [];
}

export const START_MS = Date.parse('2026-03-14T14:00:00Z');

/** What a finding of a name brings, some seconds after the start. */
export function entry(name: string, seconds = 0, more: Partial<Entry<string>> = {}): Entry<string> {
  const id = name.padEnd(8, '-').slice(0, 8);
  return {
    event: id,
    id,
    timeMs: START_MS + seconds * 1000,
    rules: [{ id: 'iam/example', title: 'Example', severity: 'medium' }],
    traits: [],
    subjects: about({}),
    summary: 'the same',
    card: `card of ${name}`,
    replacesCard: false,
    ...more,
  };
}

/** What a finding is about, by names. */
export function about(names: Partial<Record<keyof Subjects, readonly string[]>>): Subjects {
  const subjects = (kind: keyof Subjects) =>
    (names[kind] ?? []).map((name) => ({ id: name.padEnd(8, '-').slice(0, 8), name }));
  return {
    accounts: subjects('accounts'),
    identities: subjects('identities'),
    resources: subjects('resources'),
    rules: subjects('rules'),
  };
}
