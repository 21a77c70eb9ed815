import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CloudTrailEvent } from '../../src/cloudtrail/event.ts';
import { unwrapEvent } from '../../src/cloudtrail/unwrap.ts';
import { parsePattern } from '../../src/pattern/index.ts';
import type { Batch, Hit, HitRow } from '../../src/replay/batch.ts';
import { createScan } from '../../src/replay/scan.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbell-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const scan = createScan({
  patterns: {
    stopped: parsePattern({ detail: { eventName: ['StopLogging'] } }),
    denied: parsePattern({ detail: { errorCode: [{ prefix: 'Access' }] } }),
  },
  readOnlyToo: ['denied'],
  filter: {},
  sites: [],
});

/** 60 MB, in which few records are looked for: at both ends, and wherever pieces may end. */
const RECORDS = Array.from({ length: 40_000 }, (_, at) => ({
  eventVersion: '1.11',
  userIdentity: { type: 'AssumedRole', accountId: '123456789012', userName: 'exämple' },
  eventTime: new Date(Date.UTC(2026, 2, 14) + at * 1000).toISOString(),
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: at % 97 === 0 ? 'StopLogging' : 'DescribeTrails',
  ...(at % 89 === 0 && { errorCode: 'AccessDenied' }),
  requestParameters: { list: [{ name: 'x'.repeat(900 + (at % 400)) }, { note: '},{"eventVersion":' }] },
  eventID: `id-${at}`,
}));

interface Found {
  readonly events: number;
  readonly ids: number;
  readonly hits: readonly FoundHit[];
  readonly notes: readonly unknown[];
}

/** A hit with what stands at its place among the texts. */
type FoundHit = Omit<Hit, 'start' | 'end'> & { readonly event: CloudTrailEvent | undefined };

function hitsOf({ hits, texts }: Batch): FoundHit[] {
  return hits.json.map((json) => {
    const [time, ordinal, eventId, start, end, meetings]: HitRow = JSON.parse(json);
    const event = unwrapEvent(JSON.parse(Buffer.from(texts.subarray(start, end)).toString()));
    return { time, ordinal, eventId, meetings, event };
  });
}

function inPairs(words: Uint32Array): string[] {
  return Array.from({ length: words.length / 2 }, (_, at) => `${words[2 * at]} ${words[2 * at + 1]}`);
}

async function scanFile(name: string, content: string | Buffer): Promise<Found> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const batches: Batch[] = [];
  const notes = await scan({ path, bytes: statSync(path).size }, async (batch) => {
    batches.push(batch);
  });
  rmSync(path);
  return {
    events: batches.reduce((sum, { events }) => sum + events, 0),
    ids: new Set(batches.flatMap(({ idHashes }) => inPairs(idHashes))).size,
    hits: batches.flatMap(hitsOf),
    notes,
  };
}

describe('a file of 50 MB', () => {
  const compact = JSON.stringify({ Records: RECORDS });
  let expected: Found;
  beforeAll(async () => {
    expect(compact.length).toBeGreaterThan(50_000_000);
    expected = await scanFile('a.json', compact);
  });

  test('has every record that is looked for', () => {
    const wanted = RECORDS.filter(({ eventName, errorCode }) => eventName === 'StopLogging' || errorCode);
    expect(expected.hits.map(({ event }) => event?.id)).toEqual(wanted.map(({ eventID }) => eventID));
    expect(expected.hits.map(({ eventId }) => eventId)).toEqual(wanted.map(({ eventID }) => eventID));
    expect(expected.hits.map(({ ordinal }) => ordinal)).toEqual([...wanted.keys()]);
    expect({ ...expected, hits: [] }).toEqual({ events: RECORDS.length, ids: RECORDS.length, hits: [], notes: [] });
  });

  test.each<[string, () => [name: string, content: string | Buffer]]>([
    ['packed', () => ['a.json.gz', gzipSync(compact, { level: 1 })]],
    ['pretty-printed', () => ['b.json', JSON.stringify({ Records: RECORDS }, null, 2)]],
    ['with a space behind each comma, in one line', () => ['c.json', compact.replaceAll('},{"', '}, {"')]],
    ['one record to a line', () => ['d.jsonl', RECORDS.map((record) => JSON.stringify(record)).join('\n')]],
  ])('has the same events and hits %s', async (_, make) => {
    expect(await scanFile(...make())).toEqual(expected);
  });
});

test('shows a read-only management event to those alone that ask for such, as EventBridge does', async () => {
  const record = { ...RECORDS[0], errorCode: 'AccessDenied', readOnly: true };
  const records = [
    { ...record, managementEvent: true },
    { ...record, managementEvent: false },
  ];
  const { hits } = await scanFile('read-only.json', JSON.stringify({ Records: records }));
  expect(hits.map(({ meetings }) => meetings)).toEqual([[{ pattern: 1 }], [{ pattern: 0 }, { pattern: 1 }]]);
});
