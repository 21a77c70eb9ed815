import { afterEach, describe, expect, test } from '@jest/globals';
import { arrayAt, type JsonObject, textAt } from '../../src/cloudtrail/json.ts';
import { eventBridgeDestination } from '../../src/notify/eventbridge.ts';
import { startAwsService } from '../servers/aws-json.ts';
import type { HttpServer } from '../servers/http.ts';
import { signIn } from './sample-finding.ts';

let server: HttpServer;
afterEach(() => server.close());

/** A bus of a service that answers so, and the entries it was sent. */
async function busOf(answer: (input: JsonObject) => JsonObject | { readonly refusal: string }) {
  const entries: unknown[] = [];
  server = await startAwsService({
    'AWSEvents.PutEvents': (input) => {
      entries.push(...arrayAt(input, 'Entries'));
      return answer(input);
    },
  });
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'example',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_ENDPOINT_URL_EVENTBRIDGE: server.url,
  });
  return { bus: eventBridgeDestination({ name: 'bus', bus: 'findings' }), entries };
}

describe('an event bus', () => {
  test('gets a finding as an event that others can match, with the note of one that it stands in for', async () => {
    const { bus, entries } = await busOf(() => ({ Entries: [{ EventId: 'example' }], FailedEntryCount: 0 }));
    await bus.send(signIn, 'Could not be told to security');
    expect(entries).toEqual([
      expect.objectContaining({ EventBusName: 'findings', Source: 'trailbell', DetailType: 'Finding' }),
    ]);
    expect(JSON.parse(textAt(entries[0], 'Detail') ?? '')).toMatchObject({
      class_uid: 2004,
      comment: 'Could not be told to security',
      unmapped: { trailbell: { id: signIn.id } },
    });
  });

  test('gets no more than it takes: a record that is too big is left out', async () => {
    const { bus, entries } = await busOf(() => ({ Entries: [{ EventId: 'example' }], FailedEntryCount: 0 }));
    await bus.send({ ...signIn, event: { ...signIn.event, requestParameters: 'x'.repeat(1_100_000) } });
    const detail = textAt(entries[0], 'Detail') ?? '';
    expect(detail.length).toBeLessThan(20_000);
    expect(JSON.parse(detail)).toMatchObject({
      unmapped: { trailbell: { event: { eventID: signIn.event.eventID } } },
    });
  });

  test('gets no more than it takes, though a caller makes every text as long as it may be', async () => {
    const { bus, entries } = await busOf(() => ({ Entries: [{ EventId: 'example' }], FailedEntryCount: 0 }));
    const long = '😀'.repeat(16_384);
    const resources = Array.from({ length: 10 }, () => ({ name: long, arn: long }));
    await bus.send({ ...signIn, resources });
    const detail = textAt(entries[0], 'Detail') ?? '';
    expect(Buffer.byteLength(detail)).toBeLessThan(100_000);
    expect(JSON.parse(detail)).toMatchObject({ unmapped: { trailbell: { truncated: ['event', 'texts'] } } });
  });

  test.each([
    ['refuses the call', () => ({ refusal: 'AccessDeniedException' }), 'misconfigured'],
    ['has no such bus', () => ({ refusal: 'ResourceNotFoundException' }), 'misconfigured'],
    ['refuses the entry', () => ({ Entries: [{ ErrorCode: 'MalformedDetail' }], FailedEntryCount: 1 }), 'rejected'],
    ['fails on the entry', () => ({ Entries: [{ ErrorCode: 'InternalFailure' }], FailedEntryCount: 1 }), 'busy'],
  ])('that %s has not taken the finding', async (_, answer, code) => {
    const { bus } = await busOf(answer);
    await expect(bus.send(signIn)).rejects.toMatchObject({ name: 'DeliveryError', destination: 'bus', code });
  });
});
