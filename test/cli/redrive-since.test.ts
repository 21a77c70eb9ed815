import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { type ArchiveServer, startArchive } from '../servers/archive.ts';
import { trailbellWith } from './run.ts';

const REGION = 'eu-central-1';
const BUS_ARN = `arn:aws:events:${REGION}:000000000000:event-bus/trailbell-prod`;
const ownRule = (name: string) => ({
  Name: `trailbell-prod-${name}`,
  Arn: `arn:aws:events:${REGION}:000000000000:rule/trailbell-prod/trailbell-prod-${name}`,
});
const OWN_RULES = ['iam.user-created', 'root.sign-in'].map(ownRule);
const MANAGED_RULE = { Name: 'Events-Archive-trailbell-prod', ManagedBy: 'prod.vhs.events.aws.internal' };

let aws: FauxqsServer;
let archive: ArchiveServer;
beforeAll(async () => {
  aws = await startFauxqs({ port: 0, logger: false, defaultRegion: REGION });
  for (const stage of ['prod', 'dev']) aws.createQueue(`trailbell-${stage}-undelivered`);
});
beforeEach(async () => {
  await archive?.close();
  archive = await startArchive('trailbell-prod', REGION);
  archive.setRules([...OWN_RULES, MANAGED_RULE]);
});
afterAll(async () => {
  await aws.stop();
  await archive.close();
});

function redrive(...args: string[]) {
  const env = {
    AWS_ENDPOINT_URL_SQS: aws.address,
    AWS_ENDPOINT_URL_EVENTBRIDGE: archive.url,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
  };
  return trailbellWith({ env }, 'redrive', '--stage', 'prod', '--region', REGION, ...args);
}

const SPAN = ['--since', '2026-03-14', '--until', '2026-03-14T12:00Z'];
const SPAN_TEXT = 'what came from 2026-03-14T00:00:00.000Z to 2026-03-14T12:01:00.000Z';
const REPLAY = 'trailbell-prod-20260314T000000-20260314T120100';

describe('trailbell redrive --since', () => {
  test('has EventBridge send a span again to the bus that it came to, and waits until it has', async () => {
    archive.passThrough(['STARTING', 'RUNNING'], 'COMPLETED');
    const { code, stdout } = await redrive(...SPAN);
    expect(stdout).toBe(`${REPLAY}: sent again ${SPAN_TEXT}\n`);
    expect(code).toBe(0);
    expect(archive.started).toEqual([
      {
        ReplayName: REPLAY,
        EventSourceArn: `arn:aws:events:${REGION}:000000000000:archive/trailbell-prod`,
        EventStartTime: Date.parse('2026-03-14T00:00:00Z') / 1_000,
        EventEndTime: Date.parse('2026-03-14T12:01:00Z') / 1_000,
        Destination: { Arn: BUS_ARN },
      },
    ]);
  });

  test('sends to the own rules only, where others hang on the bus', async () => {
    archive.setRules([...OWN_RULES, MANAGED_RULE, { Name: 'of-someone-else', Arn: 'arn' }]);
    await redrive(...SPAN);
    expect(archive.started[0]?.Destination).toEqual({ Arn: BUS_ARN, FilterArns: OWN_RULES.map(({ Arn }) => Arn) });
  });

  test('does not send a span twice, unless told to', async () => {
    await redrive(...SPAN);
    const second = await redrive(...SPAN);
    expect(second).toMatchObject({
      code: 0,
      stdout: `${REPLAY}: ${SPAN_TEXT} was sent again already, until 2026-03-15T10:00:00.000Z. Once more: --again\n`,
    });
    expect(archive.started).toHaveLength(1);
    await redrive(...SPAN, '--again');
    expect(archive.started.map(({ ReplayName }) => ReplayName)).toEqual([REPLAY, `${REPLAY}-2`]);
  });

  test('exits with 1 where EventBridge fails, says why, and tries anew when called again', async () => {
    archive.passThrough(['RUNNING'], 'FAILED');
    expect(await redrive(...SPAN)).toMatchObject({
      code: 1,
      stdout: `${REPLAY}: EventBridge did not send again all of ${SPAN_TEXT}: the bus is gone\n`,
    });
    archive.passThrough([], 'COMPLETED');
    expect(await redrive(...SPAN, '--json')).toMatchObject({
      code: 0,
      stdout: `${JSON.stringify({
        replay: `${REPLAY}-2`,
        state: 'completed',
        since: '2026-03-14T00:00:00.000Z',
        until: '2026-03-14T12:01:00.000Z',
      })}\n`,
    });
  });

  test('warns of what the archive has no longer, and of what may be told again', async () => {
    const { stderr } = await redrive(...SPAN);
    expect(stderr).toContain('the archive keeps 7 days: it has nothing of before\n');
    expect(stderr).toContain('what was told more than 30 days ago may be told again\n');
    expect(stderr).not.toContain('events of the last 10 minutes');
  });

  test('sends until now where no end is given, and warns that the last minutes may be missing', async () => {
    const { code, stderr } = await redrive(
      '--since',
      new Date(Date.now() - 3_600_000).toISOString().slice(0, 16).concat('Z'),
    );
    expect(code).toBe(0);
    expect(stderr).toBe('events of the last 10 minutes may not be in the archive yet: send those again later\n');
    expect(Number(archive.started[0]?.EventEndTime)).toBeLessThanOrEqual(Date.now() / 1_000);
  });

  test.each([
    ['a time that is none', ['--since', 'yesterday'], 'Must be a day or a time with its zone'],
    ['an end before the beginning', ['--since', '2026-03-14', '--until', '2026-03-13'], 'must be before --until'],
    ['a beginning that is to come', ['--since', '2999-01-01'], 'a minute ago at least'],
    ['an end alone', ['--until', '2026-03-14'], '--until: only together with --since'],
    ['--again alone', ['--again'], '--again: only together with --since'],
    ['a queue', [...SPAN, '--queue', 'trailbell-prod-undelivered'], '--queue: not together with --since'],
    ['a stage without an archive', [...SPAN, '--stage', 'dev'], 'eu-central-1 has no archive of trailbell-dev: '],
  ])('exits with 2 for %s', async (_, args, message) => {
    const { code, stderr } = await redrive(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(archive.started).toEqual([]);
  });
});
