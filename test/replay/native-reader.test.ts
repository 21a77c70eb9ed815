import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CloudTrailEvent } from '../../src/cloudtrail/event.ts';
import { LogReader } from '../../src/cloudtrail/log-reader.ts';
import { unwrapEvent } from '../../src/cloudtrail/unwrap.ts';
import { compilePatternSet, parsePattern } from '../../src/pattern/index.ts';
import { compileNativeGlance } from '../../src/replay/native-glance.ts';
import { isNative, NativeReader } from '../../src/replay/native-reader.ts';
import { IdHashes } from '../../src/replay/recent-ids.ts';
import type { SieveMemory } from '../../src/replay/record-sieve.ts';
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

interface Cut {
  /** Where pieces end. */
  readonly ends?: readonly number[];
  readonly memory?: SieveMemory | undefined;
}

/** Reads a log as `replay` does, and tells how many events it passed over. */
function readNative(
  text: string,
  patterns: Readonly<Record<string, unknown>>,
  { ends = [], memory }: Cut = {},
): Read & { readonly skipped: number; readonly notes: readonly unknown[] } {
  const events: CloudTrailEvent[] = [];
  let skipped = 0;
  const reader = new NativeReader(compileNativeGlance(Object.values(patterns).map(parsePattern), memory), {
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
/** Where each text is compared with all others, and where it has nothing but the room of the one before. */
const CROWDED = { texts: 8, bytes: 4000 };
const MEMORIES = [undefined, CROWDED, { texts: 1, bytes: 500 }];
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
        fc.constantFrom(...MEMORIES),
        (text, patterns, ends, memory) => {
          const expected = readAll(text, named(patterns));
          const { skipped, notes, ...read } = readNative(text, named(patterns), { ends, memory });
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

/** What tells of a value is found in a record that may be passed over otherwise. */
const CURL = of({ userAgent: [{ wildcard: '*curl' }] });

function hashesOf(ids: readonly string[]): number[] {
  const hashes = new IdHashes();
  for (const id of ids) hashes.add(Buffer.from(id));
  return [...hashes.take()];
}

/** Reads a log as any other is read. */
function readWhole(text: string): { readonly ids: unknown[]; readonly notes: unknown[] } {
  const ids: unknown[] = [];
  const reader = new LogReader({ onEvent: ({ id }) => ids.push(id) });
  reader.push(Buffer.from(text));
  return { ids, notes: reader.end() };
}

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
    for (let shift = 0; shift < 65; shift++) {
      const odd = plain({ requestParameters: { name: `${'x'.repeat(shift)}${name}`, list: [[{}], {}] } });
      const { skipped, events } = readNative(logOf(plain(), odd, odd, plain()), of({ eventName: ['GetObject'] }));
      expect({ skipped, events }).toEqual({ skipped: 2, events: 4 });
    }
  });

  test('reads a log whose first record is longer than what is kept in memory', () => {
    const text = logOf(plain({ userAgent: 'x'.repeat(2_500_000) }), plain({ errorCode: 'abc' }), plain());
    const read = readNative(text, of({ errorCode: ['abc'] }), {
      ends: [1_100_000, 2_300_000, text.indexOf('},{') + 1],
    });
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
    const reader = new NativeReader(compileNativeGlance([parsePattern({ detail: { eventName: ['GetObject'] } })]), {
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
    expect(passed).toEqual(hashesOf(['b', 'c']));
    expect(parsed).toEqual(['a', 'outer', 'z']);
  });

  test('gives the hash of an eventID of any length', () => {
    const ids = Array.from({ length: 501 }, (_, length) => 'Zürich-0123456789-'.repeat(30).slice(0, length));
    const plainIds = ids.filter((id) => Buffer.byteLength(id) <= 500);
    const passed: number[] = [];
    const reader = new NativeReader(compileNativeGlance([parsePattern({ detail: { eventName: ['GetObject'] } })]), {
      onEvent: () => {},
      onSkip: (_, hashes) => passed.push(...hashes),
    });
    reader.push(Buffer.from(logOf(plain(), ...ids.map((eventID) => plain({ eventID })), plain())));
    reader.end();
    expect(passed).toEqual(hashesOf(plainIds));
  });

  test.each([null, 7, ['x'], { a: 'b' }, 'x'.repeat(501), 'a\\"b'])(
    'parses a record whose eventID is %j',
    (eventID) => {
      const text = logOf(plain(), plain({ eventID }), plain());
      expect(readNative(text, of({ eventName: ['GetObject'] }))).toMatchObject({ events: 3, skipped: 0 });
    },
  );

  test('tells apart values that differ in one byte, where all are compared', () => {
    for (let length = 1; length < 40; length++) {
      const other = 'x'.repeat(length);
      const wanted = Array.from({ length }, (_, at) => `${other.slice(0, at)}y${other.slice(at + 1)}`);
      const records = wanted.flatMap((userAgent) => [plain({ userAgent: other }), plain({ userAgent })]);
      const rule = of({ userAgent: wanted.map((text) => ({ 'equals-ignore-case': text })) });
      const { hits, skipped } = readNative(logOf(plain(), ...records, plain()), rule, { memory: CROWDED });
      expect({ hits: hits.length, skipped }).toEqual({ hits: length, skipped: length });
    }
  });

  test('tells apart values that begin alike, where all are compared', () => {
    const values = Array.from({ length: 40 }, (_, at) => 'x'.repeat(40 - at));
    const rule = of({
      userAgent: values.filter((_, at) => at % 2 === 1).map((text) => ({ 'equals-ignore-case': text })),
    });
    const text = logOf(plain(), ...values.map((userAgent) => plain({ userAgent })), plain());
    const { hits, skipped } = readNative(text, rule, { memory: CROWDED });
    expect({ hits: hits.length, skipped }).toEqual({ hits: 20, skipped: 20 });
  });

  test.each(MEMORIES)(
    'tells apart a value and a call, and values of two fields, of the same text, with %j',
    (memory) => {
      const rules = {
        agent: { detail: { userAgent: [{ wildcard: 'c*l' }] } },
        code: { detail: { errorCode: [{ wildcard: 'd*l' }] } },
      };
      const same = (text: string) => plain({ userAgent: text, errorCode: text });
      const text = logOf(plain(), same('curl'), same('doll'), same('cool'), plain());
      expect(readNative(text, rules, { memory }).hits).toEqual(readAll(text, rules).hits);
    },
  );

  test('finds calls and values again when its memory was full, and more at once than it has slots', () => {
    const records = Array.from({ length: 3000 }, (_, at) =>
      plain({ eventName: `Put${at % 700}`, userAgent: `agent ${at % 900}${at % 90 === 0 ? ' curl' : ''}` }),
    );
    const text = logOf(plain(), ...records, plain());
    for (const memory of [undefined, { texts: 64, bytes: 3_000_000 }, { texts: 65_536, bytes: 4000 }]) {
      const { hits, skipped } = readNative(text, CURL, { memory });
      expect({ hits: hits.length, skipped }).toEqual({ hits: 34, skipped: 2966 });
    }
  });

  test('forgets what it said of a text when another one takes its room', () => {
    const call = 'eventSource":"s3.amazonaws.com","eventName":"PutObject';
    const values = Array.from({ length: 200 }, (_, at) => `agent ${at}${at % 3 === 0 ? ' curl' : ''}`);
    const records = values.flatMap((value) => {
      const record = plain({ userAgent: value.padStart(call.length, 'x') });
      return [record, record];
    });
    const memory = { texts: 8, bytes: 10 * call.length };
    expect(readNative(logOf(plain(), ...records, plain()), CURL, { memory }).hits).toHaveLength(134);
  });

  test.each([499, 500, 501, 511, 512, 513, 2000])('finds what a value of %i bytes ends with', (length) => {
    const agent = 'curl'.padStart(length, 'x');
    const text = logOf(
      plain(),
      plain({ userAgent: agent }),
      plain({ userAgent: agent.replace('curl', 'cur') }),
      plain(),
    );
    expect(readNative(text, CURL).hits).toHaveLength(1);
  });

  test('judges a call of any length', () => {
    for (let length = 430; length < 520; length++) {
      const call = plain({ eventName: 'x'.repeat(length) });
      const { hits } = readNative(logOf(plain(), call, plain()), of({ eventName: ['x'.repeat(length)] }));
      expect(hits).toHaveLength(1);
    }
  });

  test.each<[string, object, object]>([
    ['the beginning of a value', { a: 'marked thing' }, { a: [{ prefix: 'marked th' }] }],
    [
      'the end of a value, of more bytes than are compared at once',
      { a: 'a remarked-thing' },
      { a: [{ suffix: 'marked-thing' }] },
    ],
    ['a short end of a value', { a: 'unmarked' }, { a: [{ suffix: 'ked' }] }],
    ['a value of more bytes than are compared', { a: 'x'.repeat(40) }, { a: ['x'.repeat(40)] }],
    ['a field', { errorCode: 'abc' }, { errorCode: [{ wildcard: 'a*c' }] }],
    [
      'a field whose name is of more bytes than are compared',
      { ['n'.repeat(40)]: 'abc' },
      { ['n'.repeat(40)]: [{ wildcard: 'a*c' }] },
    ],
    ['a field that holds a list', { errorCode: ['abc'] }, { errorCode: [{ wildcard: 'a*c' }] }],
    [
      'a field whose name was a value before',
      { b: 'errorCode', errorCode: 'abc' },
      { errorCode: [{ wildcard: 'a*c' }] },
    ],
  ])('finds %s wherever it stands, and the next record begins, in a block of bytes', (_, more, detail) => {
    for (let shift = 0; shift < 65; shift++) {
      const next = { eventVersion: '1', eventSource: 'a', eventName: 'b' };
      const inFront = { eventVersion: '1', ...more, eventSource: 'a', eventName: 'b' };
      const text = logOf(plain({ pad: 'x'.repeat(shift) }), { ...next, ...more }, next, inFront, next, plain());
      expect(readNative(text, of(detail)).hits).toHaveLength(2);
    }
  });

  test.each<[string, string, object]>([
    [
      'at its end',
      '{"eventVersion":"1","eventSource":"a","eventName":"b","errorCode":"\\u0061bc"}',
      { errorCode: ['abc'] },
    ],
    [
      'at its beginning',
      '{"eventVersion":"1","error\\u0043ode":"abc","eventSource":"a","eventName":"b"}',
      { errorCode: [{ wildcard: 'a*c' }] },
    ],
  ])('parses a record with an escaped letter %s, wherever it stands', (_, record, detail) => {
    for (let shift = 0; shift < 65; shift++) {
      const next = '{"eventVersion":"1","eventSource":"a","eventName":"b"}';
      const text = logOf(plain({ pad: 'x'.repeat(shift) }), next, record, next, plain());
      expect(readNative(text, of(detail)).hits).toHaveLength(1);
    }
  });

  const good = (id: string) => JSON.stringify(plain({ eventID: id }));
  const withQuote = (id: string) => good(id).replace('"x"}', '"x""}');
  test.each<[string, readonly string[]]>([
    ['a quotation mark too many', [withQuote('b')]],
    ['a quotation mark too many, and another one after the next', [withQuote('b'), good('c'), withQuote('d')]],
    ['a quotation mark too many, and the next too', [withQuote('b'), withQuote('c')]],
    ['a bracket too few', [good('b').slice(0, -1)]],
    ['a bracket too few, and the next one too many', [good('b').slice(0, -1), `${good('c')}}`]],
    ['a bracket too many', [`${good('b')}}`]],
    ['a list that closes twice', [good('b').replace('"x"}', '"x"]}')]],
  ])('reads as any log one with a record that has %s', (_, bad) => {
    const text = `{"Records":[${[good('a'), ...bad, good('y'), good('z')].join(',')}]}`;
    const { ids, notes } = readWhole(text);
    const parsed: unknown[] = [];
    let skipped = 0;
    const reader = new NativeReader(compileNativeGlance([parsePattern({ detail: { eventName: ['GetObject'] } })]), {
      onEvent: ({ id }) => parsed.push(id),
      onSkip: (records) => {
        skipped += records;
      },
    });
    reader.push(Buffer.from(text));
    expect(reader.end()).toEqual(notes);
    expect(parsed.length + skipped).toBe(ids.length);
  });
});
