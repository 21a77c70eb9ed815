import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadCommandSite } from '../../src/cli/site.ts';
import { isObject, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import type { Resource, Resources } from '../../src/deploy/cloudformation.ts';
import { alarmsTemplate, judgeRule, type SaidRule, shapesOf } from '../../src/metric-filters/index.ts';
import { privilegeFaults, statements, texts } from '../deploy/privilege-check.ts';
import { referenceFaults } from '../deploy/reference-check.ts';
import { schemaFaults } from '../deploy/schema-check.ts';

let said: readonly SaidRule[];
let template: ReturnType<typeof alarmsTemplate>;
let resources: Resources;
beforeAll(async () => {
  const { rules } = await loadCommandSite({ requireTests: true });
  const verdicts = rules.map((rule) => judgeRule(rule, { withAutomation: true, shapes: shapesOf([]) }));
  said = verdicts.filter((verdict) => 'patterns' in verdict);
  template = alarmsTemplate(said, 'security@example.com');
  resources = template.Resources as Resources;
});

const all = (type: string): Resource[] => Object.values(resources).filter(({ Type }) => Type === type);

describe('the template of all alarms', () => {
  test("fits CloudFormation's schema", () => {
    expect(schemaFaults(resources)).toEqual([]);
  });

  test('refers to nothing but its own resources and parameters', () => {
    expect([...new Set(referenceFaults(resources))]).toEqual(['LogGroupName']);
    expect(Object.keys(template.Parameters as object)).toEqual(['LogGroupName']);
    expect(texts(template.Outputs).length).toBeGreaterThan(0);
    expect(resources).toHaveProperty(String(valueAt(template.Outputs, 'TopicArn', 'Value', 'Ref')));
  });

  test('allows nothing more than it must', () => {
    expect(privilegeFaults(resources)).toEqual([]);
  });

  test('names no partition', () => {
    const policies = statements(Object.values(resources).map(({ Properties }) => Properties));
    expect(policies.length).toBeGreaterThan(3);
    expect(texts(policies).filter((text) => /arn:aws/.test(text))).toEqual([]);
  });

  test('has an alarm for each rule, on the metric of its filters', () => {
    const metrics = all('AWS::Logs::MetricFilter').map(({ Properties }) =>
      valueAt(Properties.MetricTransformations, '0'),
    );
    const alarms = all('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms.map(({ MetricName }) => MetricName)).toEqual(said.map(({ rule }) => rule.id));
    expect(metrics).toHaveLength(said.flatMap(({ patterns }) => patterns).length);
    for (const { Namespace, MetricName } of alarms) {
      expect(metrics).toContainEqual({ MetricNamespace: Namespace, MetricName, MetricValue: '1' });
    }
  });

  test('has names that AWS takes, each once', () => {
    const filters = all('AWS::Logs::MetricFilter').map(({ Properties }) => String(Properties.FilterName));
    const alarms = all('AWS::CloudWatch::Alarm').map(({ Properties }) => String(Properties.AlarmName));
    expect(new Set(filters).size).toBe(filters.length);
    expect(new Set(alarms).size).toBe(alarms.length);
    expect([...filters, ...alarms].filter((name) => !/^trailbell-alarms-[\w.-]{1,200}$/.test(name))).toEqual([]);
    expect(Object.keys(resources).filter((id) => !/^[A-Za-z0-9]{1,255}$/.test(id))).toEqual([]);
    for (const { Properties } of all('AWS::CloudWatch::Alarm')) {
      expect(String(Properties.AlarmDescription).length).toBeLessThanOrEqual(1024);
    }
  });

  test('tells its own topic, which lets only its own alarms in', () => {
    for (const { Properties } of all('AWS::CloudWatch::Alarm')) {
      expect(Properties).toMatchObject({
        AlarmActions: [{ Ref: 'OperationsTopic' }],
        TreatMissingData: 'notBreaching',
      });
    }
    const [admit] = statements(resources.OperationsTopicPolicy?.Properties);
    expect(textAt(admit, 'Condition', 'ArnLike', 'aws:SourceArn', 'Fn::Sub')).toMatch(/:alarm:trailbell-alarms-\*$/);
  });

  test('sends mail to the address given, and to nobody without one', () => {
    expect(all('AWS::SNS::Subscription').map(({ Properties }) => Properties.Endpoint)).toEqual([
      'security@example.com',
    ]);
    const silent = alarmsTemplate(said, undefined).Resources;
    expect(
      Object.values(isObject(silent) ? silent : {}).filter((each) => textAt(each, 'Type')?.endsWith('Subscription')),
    ).toEqual([]);
  });
});
