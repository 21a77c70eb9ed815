import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { anonymise } from '../../src/cloudtrail/anonymise.ts';
import { type CloudTrailEvent, parseEvent } from '../../src/cloudtrail/event.ts';
import { deriveResult } from '../../src/finding/outcome.ts';
import { draftRule, sampleName } from '../../src/rule/draft.ts';
import { parseRule } from '../../src/rule/load.ts';
import { merge, runRuleTests } from '../../src/rule-test.ts';
import { NO_SETTINGS } from '../../src/settings/load.ts';
import { trailbell, trailbellWith } from './run.ts';

const EVENTS = new URL('../../events/', import.meta.url);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
});
afterEach(() => rm(folder, { recursive: true }));

const draftOf = (event: CloudTrailEvent, sample: string): string =>
  draftRule(event, { sample, failed: deriveResult(event.detail).outcome === 'failure' });

describe('a rule drafted from an event', () => {
  test('is valid and passes its own tests, whatever sample it is made from', async () => {
    const samples = (await readdir(EVENTS, { recursive: true })).filter((name) => name.endsWith('.json'));
    const failures: string[] = [];
    for (const name of samples) {
      const event = parseEvent(JSON.parse(await readFile(new URL(name, EVENTS), 'utf8')));
      if (!event) throw new Error(`${name} is no event`);
      const parsed = parseRule('x/draft', 'draft.yml', draftOf(event, name.replace('.json', '')), {
        requireTests: true,
      });
      if ('faults' in parsed) throw new Error(`${name}: ${JSON.stringify(parsed.faults)}`);
      const results = await runRuleTests(
        parsed.rule,
        { rules: [], settings: NO_SETTINGS },
        { eventFolders: [EVENTS.pathname], locate: () => undefined },
      );
      failures.push(
        ...results.filter(({ passed }) => !passed).map(({ test, reason }) => `${name}: ${test.name} ${reason}`),
      );
    }
    expect(failures).toEqual([]);
  });

  test('looks for a batch call that failed inside its answer, where the event is one', async () => {
    const deleted: unknown = JSON.parse(await readFile(new URL('ec2/DeleteFlowLogs.json', EVENTS), 'utf8'));
    const item = { error: { code: 'InvalidFlowLogId.NotFound', message: 'no' }, resourceId: 'fl-0a1b2c3d4e5f60718' };
    const event = parseEvent(
      merge(deleted, {
        detail: {
          requestParameters: { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-0a1b2c3d4e5f60718' } } },
          responseElements: { DeleteFlowLogsResponse: { unsuccessful: { item } } },
        },
      }),
    );
    if (!event) throw new Error('no event');
    await writeFile(join(folder, 'failed.json'), JSON.stringify(event));
    const parsed = parseRule('x/draft', 'draft.yml', draftOf(event, 'failed'), { requireTests: true });
    if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
    expect(parsed.rule.where).toEqual({ result: { outcome: ['failure'] } });
    const options = { eventFolders: [folder], locate: () => undefined };
    const results = await runRuleTests(parsed.rule, { rules: [], settings: NO_SETTINGS }, options);
    expect(results.map(({ passed }) => passed)).toEqual([true, true]);
  });

  test('wants read-only events where the event is one', () => {
    const event = parseEvent({
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { eventName: 'ListUsers', eventSource: 'iam.amazonaws.com', readOnly: true },
    });
    expect(event && draftOf(event, 'iam/ListUsers')).toContain('read-only-events: true');
    expect(event && sampleName(event)).toBe('iam/ListUsers');
  });
});

describe('an anonymised sample', () => {
  test('names no account, key, address or person, and keeps equal what was equal', () => {
    const real = JSON.stringify({
      account: '210987654321',
      arn: 'arn:aws:iam::210987654321:user/bob',
      other: 'arn:aws:iam::310987654321:root',
      accessKeyId: 'ASIAZ3QRSTUVWXYZ2345',
      principalId: 'AROAZ3QRSTUVWXYZ2345:bob.smith@corp.test',
      ips: ['18.1.2.3', '18.1.2.3', '2a01:4f8::7'],
      eventID: '285d8238-b014-41d8-91e1-688400000000',
    });
    expect(JSON.parse(anonymise(real))).toEqual({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/bob',
      other: 'arn:aws:iam::111122223333:root',
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      principalId: 'AROAIEXAMPLEID0000000000:alice@example.com',
      ips: ['198.51.100.1', '198.51.100.1', '2001:db8::1'],
      eventID: '285d8238-b014-41d8-91e1-688400000000',
    });
  });
});

describe('trailbell new', () => {
  const sample = new URL('cloudtrail/StopLogging.json', EVENTS).pathname;
  const create = (...args: string[]) => trailbell('new', 'trail/stopped', '--rules', join(folder, 'rules'), ...args);

  test('writes a rule and its sample, which trailbell test takes', async () => {
    const { code, stdout } = await create('--event', sample);
    expect(stdout).toContain('trail/stopped.yml is ready to be edited');
    expect(code).toBe(0);
    expect(await trailbell('test', '--rules', join(folder, 'rules'))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 passed'),
    });
  });

  test('picks an event from a log by its eventID, from stdin too', async () => {
    const records = ['a', 'b'].map((eventID) => ({
      eventID,
      eventName: `Do${eventID}`,
      eventSource: 'iam.amazonaws.com',
    }));
    const input = JSON.stringify({ Records: records });
    const args = ['new', 'x/y', '--rules', join(folder, 'rules')];
    expect(await trailbellWith({ input }, ...args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there are 2 events: name one with --event-id'),
    });
    expect(await trailbellWith({ input }, ...args, '--event-id', 'b')).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, 'rules/x/y.yml'), 'utf8')).toContain('eventName: [Dob]');
  });

  test('overwrites nothing', async () => {
    await create('--event', sample);
    const { code, stderr } = await create('--event', sample);
    expect(stderr).toMatch(/stopped\.yml exists already/);
    expect(code).toBe(2);
  });

  test.each([
    ['a file that is no event', '{}', 'is not from CloudTrail'],
    ['a file that is not there', undefined, 'cannot be read'],
  ])('exits with 2 for %s', async (_, content, message) => {
    const file = join(folder, 'x.json');
    if (content !== undefined) await writeFile(file, content);
    const { code, stderr } = await create('--event', file);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
