import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CloudTrailEvent } from '../../src/cloudtrail/event.ts';
import { unwrapEvent } from '../../src/cloudtrail/unwrap.ts';
import { compilePatternSet } from '../../src/pattern/index.ts';
import { compileNativeGlance } from '../../src/replay/native-glance.ts';
import { isNative, NativeReader } from '../../src/replay/native-reader.ts';
import { IdHashes } from '../../src/replay/recent-ids.ts';
import { pattern } from './call-patterns.ts';
import { log } from './log-text.ts';

/** What reading a log came to. */
interface Read {
  readonly events: number;
  readonly hits: readonly { readonly event: unknown; readonly names: readonly string[] }[];
}

/** Reads a log the slow and simple way. */
function readAll(text: string, patterns: Readonly<Record<string, unknown>>): Read {
  const match = compilePatternSet(patterns);
  const events = JSON.parse(text).Records.flatMap((record: unknown) => unwrapEvent(record) ?? []);
  return { events: events.length, hits: hitsOf(events, match) };
}

function hitsOf(events: readonly CloudTrailEvent[], match: (event: unknown) => string[]): Read['hits'] {
  return events.map((event) => ({ event, names: match(event) })).filter(({ names }) => names.length > 0);
}

/** Reads a log as `replay` does, in pieces that end at some places, and tells how many events it passed over. */
function readNative(
  text: string,
  patterns: Readonly<Record<string, unknown>>,
  ends: readonly number[] = [],
): Read & { readonly skipped: number; readonly notes: readonly unknown[] } {
  const events: CloudTrailEvent[] = [];
  let skipped = 0;
  const reader = new NativeReader(compileNativeGlance(Object.values(patterns)), {
    onEvent: (event) => events.push(event),
    onSkip: (records) => {
      skipped += records;
    },
  });
  const bytes = Buffer.from(text);
  expect(isNative(bytes)).toBe(true);
  let start = 0;
  for (const end of [...ends.map((end) => Math.max(end % bytes.length, 32)).sort((a, b) => a - b), bytes.length]) {
    if (end > start) reader.push(bytes.subarray(start, end));
    start = Math.max(start, end);
  }
  const notes = reader.end();
  return { events: events.length + skipped, hits: hitsOf(events, compilePatternSet(patterns)), skipped, notes };
}

/** Matchers of which each accepts a value that a record has. */
function matchersOf(value: unknown): unknown[] {
  if (typeof value !== 'string')
    return [{ exists: true }, ...(value === null || typeof value === 'boolean' ? [value] : [])];
  const parts = [3, 8, 20].flatMap((length) => [
    { prefix: value.slice(0, length).toWellFormed() },
    { suffix: value.slice(-length).toWellFormed() },
    { prefix: { 'equals-ignore-case': value.slice(0, length).toWellFormed() } },
  ]);
  return [value, { 'equals-ignore-case': value }, { exists: true }, { 'anything-but': `${value}x` }, ...parts];
}

/** Patterns of one leaf, and where another may be missing, which some record of a log matches that may be passed over. */
function patternsFor(text: string): object[] {
  return JSON.parse(text)
    .Records.slice(1, -1)
    .flatMap((record: object) =>
      Object.entries(record).flatMap(([name, value]) => [
        ...leavesAt([name], value),
        { detail: { absent: [{ exists: false }, 'x'], [name]: [{ exists: true }] } },
      ]),
    );
}

function leavesAt(path: readonly string[], value: unknown): object[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) =>
      leavesAt(Array.isArray(value) ? path : [...path, name], inner),
    );
  }
  const at = (matcher: unknown) =>
    path.reduceRight<unknown>((inner, name) => Object.fromEntries([[name, inner]]), [matcher]);
  return matchersOf(value).map((matcher) => ({ detail: at(matcher) }));
}

function isAccepted(rule: object): boolean {
  try {
    compilePatternSet({ rule });
    return true;
  } catch {
    return false;
  }
}

const named = (patterns: readonly unknown[]) => Object.fromEntries(patterns.map((each, at) => [`rule-${at}`, each]));
/** For a longer search, from the shell. */
const runs = Number(process.env.RUNS ?? 200);

describe('for all logs as CloudTrail writes them, and all patterns', () => {
  test('what is hit, and how many events there are, is what parsing everything finds, however the log is cut', () => {
    let hits = 0;
    let skips = 0;
    fc.assert(
      fc.property(
        log,
        fc.array(pattern, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(40_000), { maxLength: 4 }),
        (text, patterns, ends) => {
          const expected = readAll(text, named(patterns));
          const { skipped, notes, ...read } = readNative(text, named(patterns), ends);
          expect(read).toEqual(expected);
          hits += read.hits.length;
          skips += skipped;
        },
      ),
      { numRuns: runs },
    );
    // So that neither is proved by silence.
    expect(hits).toBeGreaterThan(runs / 20);
    expect(skips).toBeGreaterThan(runs / 20);
  });

  test('nothing is passed over that a pattern made of a value in it matches', () => {
    let skips = 0;
    fc.assert(
      fc.property(log, fc.noBias(fc.nat()), (text, which) => {
        const all = patternsFor(text);
        const rule = all[which % all.length] ?? {};
        fc.pre(isAccepted(rule));
        const { skipped, hits } = readNative(text, { rule });
        expect(hits).toEqual(readAll(text, { rule }).hits);
        skips += skipped;
      }),
      { numRuns: runs },
    );
    expect(skips).toBeGreaterThan(runs / 20);
  });
});

const plain = (changes: object = {}) => ({
  ...{ eventVersion: '1.11', eventSource: 's3.amazonaws.com', eventName: 'PutObject' },
  ...{ requestParameters: { name: 'x' }, eventID: 'x' },
  ...changes,
});
const logOf = (...records: readonly (object | string)[]) =>
  `{"Records":[${records.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(',')}]}`;
const of = (detail: object) => ({ rule: { detail } });
const nested = [{ eventVersion: '1' }, { eventVersion: '1' }, {}];

describe('NativeReader', () => {
  test.each<[string, object | string, object]>([
    ['a call beyond ASCII', plain({ eventName: 'Zürich' }), { eventName: ['Zürich'] }],
    [
      'a call beyond ASCII, without regard to case',
      plain({ eventName: 'ZÜ' }),
      { eventName: [{ 'equals-ignore-case': 'zü' }] },
    ],
    ['a field without a name', plain({ '': 'x' }), { '': ['x'] }],
    ['a field whose name has a quotation mark', plain({ 'a"b': 'x' }), { 'a"b': ['x'] }],
    ['a field whose name is not ASCII', plain({ Zürichsee: 'x' }), { Zürichsee: ['x'] }],
    ['a field whose name begins like a key of the call', plain({ 'eventSource-x': 'y' }), { 'eventSource-x': ['y'] }],
    [
      'a field with escaped letters in its name',
      '{"eventVersion":"1","eventSource":"a","eventName":"b","error\u0043ode":"abc"}',
      { errorCode: ['abc'] },
    ],
    [
      'what stands behind a list of records',
      { ...plain({ requestParameters: { list: nested } }), errorCode: 'abc' },
      { errorCode: ['abc'] },
    ],
    [
      'an Insight that names its call elsewhere',
      { eventVersion: '1', insightDetails: { state: 'Start' }, a: { eventSource: 'a', eventName: 'b' } },
      { eventSource: [{ exists: false }], insightDetails: { state: ['Start'] } },
    ],
    [
      'a value with a quotation mark',
      plain({ requestParameters: { name: 'a"bcd' } }),
      { requestParameters: { name: ['a"bcd'] } },
    ],
    [
      'a value with a backslash',
      plain({ requestParameters: { name: 'a\\bcd' } }),
      { requestParameters: { name: ['a\\bcd'] } },
    ],
    [
      'a value beyond ASCII',
      plain({ requestParameters: { name: 'Zürich' } }),
      { requestParameters: { name: ['Zürich'] } },
    ],
    [
      'a value of the record itself beyond ASCII, without regard to case',
      plain({ userAgent: 'ZÜRICH' }),
      { userAgent: [{ 'equals-ignore-case': 'zürich' }] },
    ],
    [
      'a value with escaped letters',
      '{"eventVersion":"1","eventSource":"a","eventName":"b","requestParameters":{"name":"\\u0061bcd"}}',
      { requestParameters: { name: ['abcd'] } },
    ],
    [
      'a call with escaped letters in its name',
      '{"eventVersion":"1","eventSource":"a","eventName":"\\u0047etObject"}',
      { eventName: ['GetObject'] },
    ],
    [
      'a field inside with escaped letters in its name',
      '{"eventVersion":"1","eventSource":"a","eventName":"b","requestParameters":{"queu\\u0065Url":1}}',
      { requestParameters: { queueUrl: [{ exists: true }] } },
    ],
    [
      'a record without what may be missing',
      plain({ requestParameters: { name: 'marked' } }),
      { errorCode: [{ exists: false }, 'abc'], requestParameters: { name: ['marked'] } },
    ],
    ['a value of 100 kB', plain({ userAgent: `${'x'.repeat(100_000)}curl` }), { userAgent: [{ wildcard: '*curl' }] }],
  ])('finds %s', (_, each, detail) => {
    const text = logOf(plain(), each, plain(), plain());
    expect(readNative(text, of(detail))).toEqual({
      ...readAll(text, of(detail)),
      skipped: expect.any(Number),
      notes: [],
    });
    expect(readAll(text, of(detail)).hits).toHaveLength(1);
  });

  test('finds an event in an envelope with a source of its own', () => {
    const envelope = { eventVersion: '1', source: 'custom', 'detail-type': 'x', detail: plain() };
    const text = logOf(plain(), envelope, plain(), plain());
    expect(readNative(text, { rule: { source: ['custom'] } }).hits).toHaveLength(1);
  });

  test('reads on behind a record that holds a list of records', () => {
    const text = logOf(
      plain(),
      plain({ requestParameters: { list: nested } }),
      plain(),
      plain({ errorCode: 'abc' }),
      plain(),
    );
    const { events, hits, notes } = readNative(text, of({ errorCode: ['abc'] }));
    expect({ events, hits: hits.length, notes }).toEqual({ events: 5, hits: 1, notes: [] });
  });

  test.each([
    ['brackets in strings', ']}]}[{'],
    ['quotation marks and backslashes in strings', '\\"]\\\\"}\\'],
    ['many backslashes in a string', `${'\\'.repeat(40)}"[`],
  ])('passes over records with %s', (_, name) => {
    for (let shift = 0; shift < 17; shift++) {
      const odd = plain({ requestParameters: { name: `${'x'.repeat(shift)}${name}`, list: [[{}], {}] } });
      const { skipped, events } = readNative(logOf(plain(), odd, odd, plain()), of({ eventName: ['GetObject'] }));
      expect({ skipped, events }).toEqual({ skipped: 2, events: 4 });
    }
  });

  test('reads a log whose first record is longer than what is kept in memory', () => {
    const text = logOf(plain({ userAgent: 'x'.repeat(2_500_000) }), plain({ errorCode: 'abc' }), plain());
    const read = readNative(text, of({ errorCode: ['abc'] }), [1_100_000, 2_300_000, text.indexOf('},{') + 1]);
    expect(read).toMatchObject({ events: 3, notes: [] });
    expect(read.hits).toHaveLength(1);
  });

  test('reads records at the borders of what is read at once', () => {
    const around = [-40, -13, -1, 0, 1, 25].map((more) => {
      const filler = plain({ errorCode: 'abc', userAgent: '' });
      const length = (1 << 20) + more - logOf(plain(), filler).length;
      return logOf(plain(), { ...filler, userAgent: 'x'.repeat(length) }, plain({ errorCode: 'abc' }), plain());
    });
    for (const text of around) expect(readNative(text, of({ errorCode: ['abc'] })).hits).toHaveLength(2);
  });

  test('takes patterns of more texts than can be looked for', () => {
    const ids = Array.from({ length: 6000 }, (_, at) => `AKIA${at}`);
    const patterns = named(
      Array.from({ length: 6 }, (_, at) => ({
        detail: { [`x${at}`]: { id: ids.slice(at * 1000, at * 1000 + 1000) } },
      })),
    );
    const text = logOf(plain(), plain({ x5: { id: 'AKIA5999' } }), plain({ x5: { id: 'AKIA1' } }), plain());
    expect(readNative(text, patterns)).toMatchObject(readAll(text, patterns));
    expect(readAll(text, patterns).hits).toHaveLength(1);
  });

  test('gives the eventID of what it passes over, where a record has another one inside', () => {
    const parsed: (string | undefined)[] = [];
    const passed: number[] = [];
    const reader = new NativeReader(compileNativeGlance([{ detail: { eventName: ['GetObject'] } }]), {
      onEvent: ({ id }) => parsed.push(id),
      onSkip: (_, hashes) => passed.push(...hashes),
    });
    const inner = plain({ requestParameters: { eventID: 'inner' }, eventID: 'outer' });
    reader.push(
      Buffer.from(
        logOf(
          plain({ eventID: 'a' }),
          plain({ eventID: 'b' }),
          inner,
          plain({ eventID: undefined }),
          plain({ eventID: 'c' }),
          plain({ eventID: 'z' }),
        ),
      ),
    );
    reader.end();
    const hashes = new IdHashes();
    for (const id of ['b', 'c']) hashes.add(Buffer.from(id));
    expect(passed).toEqual([...hashes.take()]);
    expect(parsed).toEqual(['a', 'outer', 'z']);
  });
});
