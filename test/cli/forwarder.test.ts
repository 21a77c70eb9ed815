import { describe, expect, test } from '@jest/globals';
import { objectAt, valueAt } from '../../src/cloudtrail/json.ts';
import { privilegeFaults } from '../deploy/privilege-check.ts';
import { referenceFaults } from '../deploy/reference-check.ts';
import { schemaFaults } from '../deploy/schema-check.ts';
import { trailbell } from './run.ts';

const HUB = 'arn:aws-cn:events:cn-north-1:111122223333:event-bus/trailbell-prod';

describe('trailbell forwarder', () => {
  test('prints a template of the enabled rules that a StackSet takes as it is', async () => {
    const { code, stdout, stderr } = await trailbell('forwarder', '--stage', 'prod');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(51_200);
    const template = JSON.parse(stdout);
    expect(schemaFaults(template.Resources)).toEqual([]);
    expect(referenceFaults(template.Resources, template)).toEqual([]);
    expect(privilegeFaults(template.Resources)).toEqual([]);
    expect(objectAt(template, 'Resources', 'ForwardRule1', 'Properties')).toMatchObject({
      Name: 'trailbell-forwarder-prod-1',
      EventPattern: expect.any(Object),
    });
    expect(template.Parameters.HubBus).not.toHaveProperty('Default');
  });

  test('names the hub as the default where it is given', async () => {
    const { stdout } = await trailbell('forwarder', '--hub', HUB);
    expect(valueAt(JSON.parse(stdout), 'Parameters', 'HubBus', 'Default')).toBe(HUB);
  });

  test.each([
    ['an ARN that is none', ['--hub', 'trailbell-prod'], "--hub: must be the ARN of a hub's bus"],
    ['an ARN of two partitions', ['--hub', HUB.replace('aws-cn', 'aws')], '--hub: cn-north-1 is a region of'],
    ['a stage that no name can hold', ['--stage', 'a b'], '--stage: must be letters, digits and hyphens'],
    ['a folder without rules', ['--rules', 'no-such-folder'], 'no-such-folder'],
  ])('exits with 2 for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await trailbell('forwarder', ...args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
