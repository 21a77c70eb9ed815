import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { toEvent } from '../../src/cloudtrail/event.ts';
import { parsePattern } from '../../src/pattern/index.ts';
import { type Census, CensusTally, traitOf } from '../../src/replay/census.ts';
import { findLogFiles } from '../../src/replay/find-files.ts';
import type { LogFilter } from '../../src/replay/layout.ts';
import { readMatches } from '../../src/replay/read-matches.ts';
import { type Files, folderOf, log, stopLogging } from '../cli/replay-logs.ts';

const ORDER = {
  patterns: {
    stopped: parsePattern({ detail: { eventName: ['StopLogging'] } }),
    any: parsePattern({ source: [{ prefix: 'aws.' }] }),
  },
  readOnlyToo: ['any'],
};
const READ = { eventName: 'DescribeTrails', readOnly: true, managementEvent: true, eventCategory: 'Management' };

let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

async function censusOf(files: Files, filter: LogFilter = {}): Promise<Census | undefined> {
  folder = await folderOf(files);
  const found = await findLogFiles([folder]);
  const search = { patterns: {}, readOnlyToo: [], filter, sites: [], census: ORDER };
  return (await readMatches(found.files, search)).totals.census;
}

function record(id: string, changes: object = {}): object {
  return stopLogging({ eventID: id, eventCategory: 'Management', readOnly: false, managementEvent: true, ...changes });
}

describe('an event is counted as', () => {
  test.each([
    ['management-write', { eventCategory: 'Management', readOnly: false }, ''],
    ['management-read', { eventCategory: 'Management', readOnly: true }, ''],
    ['management-read', { eventName: 'GetTrail', readOnly: undefined }, 'cloudtrail.amazonaws.com GetTrail'],
    ['management-write', { readOnly: undefined }, 'cloudtrail.amazonaws.com StopLogging'],
    ['management-write', { eventName: 'GetTrail', readOnly: false, managementEvent: true }, ''],
    ['data', { eventCategory: 'Data', readOnly: true }, 'cloudtrail.amazonaws.com StopLogging'],
    ['data', { managementEvent: false }, 'cloudtrail.amazonaws.com StopLogging'],
    ['network', { eventCategory: 'NetworkActivity' }, 'cloudtrail.amazonaws.com StopLogging'],
    ['insight', { insightDetails: {} }, 'cloudtrail.amazonaws.com StopLogging'],
  ])('%s where it says %j', (kind, changes, call) => {
    expect(traitOf(toEvent({ ...(stopLogging() as object), ...changes }), [])).toMatchObject({ kind, call });
  });
});

describe('a census of logs', () => {
  test('counts every event, also those that no pattern concerns, by the patterns of its order', async () => {
    const census = await censusOf({ 'a.json': log(record('1'), record('2', READ), record('3', READ)) });
    expect(census?.rows).toEqual([
      {
        kind: 'management-write',
        account: '123456789012',
        region: 'us-east-1',
        call: '',
        names: ['stopped', 'any'],
        events: 1,
      },
      expect.objectContaining({ kind: 'management-read', names: ['any'], events: 2 }),
    ]);
  });

  test('counts an event once, whichever files hold it, and those without an id always', async () => {
    const anonymous = record('', { eventID: undefined });
    const census = await censusOf({
      'a.json': log(record('1'), anonymous),
      'b.json.gz': gzipSync(log(record('1'), record('2'), anonymous)),
    });
    expect(census?.rows.map(({ events }) => events)).toEqual([4]);
  });

  test('counts what the filter admits', async () => {
    const elsewhere = record('2', { awsRegion: 'eu-west-1' });
    const census = await censusOf({ 'a.json': log(record('1'), elsewhere) }, { regions: ['eu-west-1'] });
    expect(census?.rows).toMatchObject([{ region: 'eu-west-1', events: 1 }]);
  });

  test('says how long the logs are unpacked', async () => {
    const text = log(record('1'));
    expect((await censusOf({ 'a.json.gz': gzipSync(text) }))?.bytes).toBe(text.length);
  });

  test('is none where none is asked for', async () => {
    folder = await folderOf({ 'a.json': log(record('1')) });
    const { files } = await findLogFiles([join(folder, 'a.json')]);
    const { totals } = await readMatches(files, { patterns: {}, readOnlyToo: [], filter: {}, sites: [] });
    expect(totals).not.toHaveProperty('census');
  });

  test('tells values apart up to a bound, and counts all the same beyond it', () => {
    const tally = new CensusTally();
    const traits = Array.from({ length: 50_000 }, (_, at) =>
      traitOf(toEvent({ eventName: `Get${at}`, recipientAccountId: `${at}`, eventSource: 's3.amazonaws.com' }), []),
    );
    const places = Int32Array.from(traits.keys());
    tally.take({ traits, withId: places, withoutId: new Int32Array(), bytes: 0 }, () => true);
    const { rows } = tally.census();
    expect(rows.length).toBeLessThan(25_000);
    expect(rows.reduce((sum, { events }) => sum + events, 0)).toBe(50_000);
  });
});
