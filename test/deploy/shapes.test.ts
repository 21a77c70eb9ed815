import { describe, expect, test } from '@jest/globals';
import { coverOf } from '../../src/cover/index.ts';
import { forwarderTemplate, type Template } from '../../src/deploy/forwarder/template.ts';
import { parseHub } from '../../src/deploy/hub-parameters.ts';
import { toResources } from '../../src/deploy/service.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { privilegeFaults, texts } from './privilege-check.ts';
import { referenceFaults } from './reference-check.ts';
import { aRule, GRANTS, RULES, SERVICE } from './sample-service.ts';
import { schemaFaults } from './schema-check.ts';

/** Nothing that names a partition but what its one was told. */
const SITE = { ...GRANTS, topics: [], buses: ['findings'] };

type Shape = (rules: readonly Rule[]) => Partial<Template> & Pick<Template, 'Resources'>;

const service =
  (hub: string, archiveDays: number): Shape =>
  (rules) => {
    const parsed = parseHub(hub, archiveDays);
    return { Resources: toResources({ ...SERVICE, ...(parsed && { hub: parsed }) }, rules, SITE) };
  };
const forwarder =
  (hub?: string): Shape =>
  (rules) =>
    forwarderTemplate({ prefix: 'trailbell-forwarder-prod', cover: coverOf(rules), ...(hub && { hub }) });

describe.each([
  ['one account and region', service('', 7)],
  ['a hub for an organisation', service('o-exampleorgid', 7)],
  ['a hub for some accounts', service('111122223333, 444455556666', 30)],
  ['a hub for the own account', service('self', 7)],
  ['a hub without an archive', service('self', 0)],
  ['a forwarder', forwarder('arn:aws:events:us-east-1:111122223333:event-bus/trailbell-prod')],
  ['a forwarder in China', forwarder('arn:aws-cn:events:cn-north-1:111122223333:event-bus/trailbell-prod')],
  ['a forwarder in GovCloud', forwarder('arn:aws-us-gov:events:us-gov-west-1:111122223333:event-bus/trailbell-prod')],
  ['forwarders by a StackSet', forwarder()],
])('the template of %s', (_, shape) => {
  const template = shape(RULES);

  test("follows CloudFormation's own schema", () => {
    expect(schemaFaults(template.Resources)).toEqual([]);
  });

  test('refers only to what it holds', () => {
    expect(referenceFaults(template.Resources, template)).toEqual([]);
  });

  test('allows nothing by wildcard that can be named', () => {
    expect(privilegeFaults(template.Resources)).toEqual([]);
  });

  test('names no partition, so it works in each', () => {
    expect(texts(template.Resources).filter((text) => /arn:aws/.test(text))).toEqual([]);
  });

  test('stays within the limits of CloudFormation and EventBridge with as many rules as a bus takes', () => {
    const { Resources } = shape(
      Array.from({ length: 300 }, (_, number) =>
        aRule({
          id: `theme/rule-${number}`,
          pattern: { source: ['aws.cloudtrail'], detail: { eventName: [`StopLogging${number}`] } },
        }),
      ),
    );
    expect(Object.keys(Resources).length).toBeLessThan(480);
    expect(JSON.stringify(Resources, null, 2).length).toBeLessThan(900_000);
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type === 'AWS::Events::Rule') expect(String(Properties.Name)).toMatch(/^[.\-_A-Za-z0-9]{1,64}$/);
      if (Properties.PolicyDocument) expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThan(8_192);
    }
  });
});
