import { rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Files, folderOf, log, RULE, stopLogging } from './replay-logs.ts';
import { trailbell } from './run.ts';

const folders: string[] = [];
let rules: string;
const folder = async (files: Files): Promise<string> => {
  const made = await folderOf(files);
  folders.push(made);
  return made;
};
beforeAll(async () => {
  rules = await folder({
    'burst.yml': `${RULE}threshold: { count: 3, window: 10m, by: [identity.name] }\n`,
    'each.yml': RULE,
  });
});
afterAll(() => Promise.all(folders.map((each) => rm(each, { recursive: true }))));

/** Events of many hours, among many that concern no rule. */
const RECORDS = Array.from({ length: 600 }, (_, at) => {
  const time = new Date(Date.UTC(2026, 2, 14) + at * 61_000).toISOString().replace('.000', '');
  const name = at % 7 === 0 ? 'StopLogging' : 'DescribeTrails';
  const userName = ['alice', 'bob', 'carol'][((at / 7) % 3) | 0];
  return stopLogging({
    eventID: `id-${at}`,
    eventTime: time,
    eventName: name,
    userIdentity: { type: 'IAMUser', userName },
  });
});

/** The records in an order that has nothing to do with time. */
const shuffled = RECORDS.map((_, at) => RECORDS[(at * 277) % RECORDS.length]);
const inParts = (records: readonly unknown[], size: number): unknown[][] =>
  Array.from({ length: Math.ceil(records.length / size) }, (_, at) => records.slice(at * size, at * size + size));
const files = (parts: readonly (readonly unknown[])[], nameOf = (at: number) => `${at}.json`): Files =>
  Object.fromEntries(parts.map((part, at) => [nameOf(at), log(...part)]));

/** Ids, rules and deliveries of all findings, in order. */
const outcomes = async (logs: Files): Promise<string[]> => {
  const { code, stdout, stderr } = await trailbell('replay', '--json', '--rules', rules, await folder(logs));
  expect(stderr).toContain('600 events');
  expect(code).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const { event, rule, delivery } = JSON.parse(line);
      return `${event.eventID} ${rule.id} ${delivery}`;
    });
};

describe('a replay says the same', () => {
  let expected: string[];
  beforeAll(async () => {
    expected = await outcomes({ 'all.json': log(...RECORDS) });
    expect(expected.length).toBeGreaterThan(100);
    expect(new Set(expected.map((line) => line.split(' ')[2])).size).toBeGreaterThan(1);
  });

  test.each<[string, Files]>([
    ['of files that end in the middle of an hour', files(inParts(RECORDS, 47))],
    ['of files whose names are in no order of time', files(inParts(RECORDS, 31), (at) => `${(at * 7) % 20}.json`)],
    ['of records that are in no order of time', files(inParts(shuffled, 100))],
    ['of files that hold each event twice', files([RECORDS, shuffled])],
    [
      'of packed files in folders',
      Object.fromEntries(inParts(RECORDS, 90).map((part, at) => [`${at % 3}/${at}.json.gz`, gzipSync(log(...part))])),
    ],
    ['of JSON Lines', { 'all.jsonl': RECORDS.map((record) => JSON.stringify(record)).join('\n') }],
    ['of a log that people have made readable', { 'all.json': JSON.stringify({ Records: RECORDS }, null, 2) }],
    [
      'of a log with spaces and no line breaks',
      { 'all.json': JSON.stringify({ Records: RECORDS }, null, ' ').replaceAll('\n', ' ') },
    ],
    [
      'of files for several threads',
      files(
        inParts(RECORDS, 100).map((part) => [
          ...part,
          stopLogging({
            eventID: 'id-0',
            eventTime: '2026-03-14T00:00:00Z',
            userIdentity: { type: 'IAMUser', userName: 'alice' },
            requestParameters: { name: 'x'.repeat(2_500_000) },
          }),
        ]),
      ),
    ],
  ])('%s', async (_, logs) => {
    expect(await outcomes(logs)).toEqual(expected);
  });
});
