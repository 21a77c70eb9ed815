import { describe, expect, test } from '@jest/globals';
import { parseLogText } from '../../src/cloudtrail/log-text.ts';

const record = {
  eventVersion: '1.11',
  eventID: '11111111-2222-3333-4444-555555555555',
  eventName: 'StopLogging',
  eventSource: 'cloudtrail.amazonaws.com',
  eventTime: '2026-03-14T09:26:53Z',
  eventType: 'AwsApiCall',
  awsRegion: 'eu-west-1',
  recipientAccountId: '123456789012',
};
const envelope = {
  version: '0',
  id: 'aaaa',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.cloudtrail',
  account: '123456789012',
  time: '2026-03-14T09:26:53Z',
  region: 'eu-west-1',
  resources: [],
  detail: record,
};
const names = (text: string) => parseLogText(text).events.map(({ detail }) => detail.eventName);

describe('a text with CloudTrail events', () => {
  test.each([
    ['a log file as CloudTrail writes it', JSON.stringify({ Records: [record] })],
    ['one record', JSON.stringify(record)],
    ['an EventBridge event', JSON.stringify(envelope, null, 2)],
    ['a list', JSON.stringify([record])],
    ['JSON Lines', `\n${JSON.stringify(envelope)}\n`],
    ['a record in the field of another object', JSON.stringify({ source: 'x', record })],
    [
      'the answer of lookup-events',
      JSON.stringify({ Events: [{ EventName: 'StopLogging', CloudTrailEvent: JSON.stringify(record) }] }),
    ],
  ])('is read from %s', (_, text) => {
    expect(parseLogText(text)).toMatchObject({ notes: [], events: [{ detail: record, source: 'aws.cloudtrail' }] });
  });

  test('gives a record the envelope that EventBridge would give it', () => {
    const { id: _, ...rest } = envelope;
    expect(parseLogText(JSON.stringify(record)).events).toEqual([{ ...rest, id: record.eventID }]);
  });

  test.each([
    ['AwsConsoleSignIn', 'AWS Console Sign In via CloudTrail'],
    ['AwsConsoleSignin', 'AWS Console Sign In via CloudTrail'],
    ['AWSServiceEvent', 'AWS Service Event via CloudTrail'],
    ['AwsVpceEvent', 'AWS Network Activity Event via CloudTrail'],
    [undefined, 'AWS API Call via CloudTrail'],
  ])('with eventType %s has the detail-type %s', (eventType, expected) => {
    expect(parseLogText(JSON.stringify({ ...record, eventType })).events).toMatchObject([{ 'detail-type': expected }]);
  });

  test('fills what an envelope lacks or has in another type', () => {
    const text = JSON.stringify({ ...envelope, account: 5, region: undefined });
    expect(parseLogText(text).events).toMatchObject([{ account: '123456789012', region: 'eu-west-1' }]);
  });
});

describe('a text that is damaged', () => {
  const lines = [JSON.stringify(record), '{"eventName":', JSON.stringify({ ...record, eventName: 'DeleteTrail' })].join(
    '\n',
  );
  test('loses only the broken line of JSON Lines', () => {
    expect(names(lines)).toEqual(['StopLogging', 'DeleteTrail']);
    expect(parseLogText(lines).notes).toEqual([{ message: 'record 2 of 3 is not from CloudTrail', skipped: false }]);
  });

  test('keeps the good records beside null and strange ones', () => {
    const text = JSON.stringify({ Records: [null, record, 5, { a: 1 }] });
    expect(names(text)).toEqual(['StopLogging']);
    expect(parseLogText(text).notes).toEqual([
      { message: '3 records, the first at 1, of 4 are not from CloudTrail', skipped: false },
    ]);
  });

  test('that is a digest file is skipped without being a fault', () => {
    const digest = { awsAccountId: '123456789012', digestS3Object: 'x', logFiles: [] };
    expect(parseLogText(JSON.stringify(digest))).toMatchObject({ events: [], notes: [{ skipped: true }] });
  });

  test.each([
    ['is empty', ' \n'],
    ['is not JSON', '{"Records":[{"eventName":"A"'],
    ['is not JSON', 'hello\nworld'],
  ])('says that it %s', (message, text) => {
    expect(parseLogText(text).notes[0]?.message).toContain(message);
  });
});
