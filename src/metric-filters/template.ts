import type { JsonObject } from '../cloudtrail/json.ts';
import { logicalId, type Resources } from '../deploy/cloudformation.ts';
import { shortHash } from '../deploy/names.ts';
import { alarmTopic, OPERATIONS_TOPIC } from '../deploy/operations-topic.ts';
import { ruleName } from '../deploy/rules.ts';
import type { Rule } from '../rule/rule.ts';
import type { SaidRule } from './verdict.ts';

/** What the names of all resources begin with, and the namespace of the metrics. */
export const PREFIX = 'trailbell-alarms';
/** CloudWatch Logs' limit for a log group. CloudFormation's, 500 resources, is out of reach with it. */
export const MOST_FILTERS = 100;
const LOG_GROUP = 'LogGroupName';
const PERIOD_SECONDS = 300;
const MAX_DESCRIPTION = 1024;

/** A CloudFormation template: metric filters on the log group of a trail, an alarm for each rule, and a topic for all of them. */
export function alarmsTemplate(said: readonly SaidRule[], email: string | undefined): JsonObject {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `CloudWatch alarms for ${said.length} rules of Trailbell, by metric filters on the log group of a trail`,
    Parameters: {
      [LOG_GROUP]: {
        Type: 'String',
        Description: 'The log group to which the trail delivers',
        AllowedPattern: '[\\w./#-]{1,512}',
      },
    },
    Resources: Object.assign(alarmTopic(PREFIX, PREFIX, email), ...said.map(ruleResources)) as Resources,
    Outputs: { TopicArn: { Description: 'Where the alarms are published', Value: { Ref: OPERATIONS_TOPIC } } },
  };
}

function ruleResources({ rule, patterns }: SaidRule): Resources {
  const filters = patterns.map((pattern, index) => metricFilter(rule, pattern, index === 0 ? '' : `-${index + 1}`));
  return Object.assign({ [idOf('alarm', rule)]: alarm(rule) }, ...filters);
}

/**
 * Without a default value, which would be reported whenever anything is logged, a metric costs nothing in hours without a match.
 * @param ending what tells it from the other filters of the rule
 */
function metricFilter(rule: Rule, pattern: string, ending: string): Resources {
  return {
    [`${idOf('filter', rule)}${logicalId(ending)}`]: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        FilterName: `${ruleName(rule.id, PREFIX)}${ending}`,
        LogGroupName: { Ref: LOG_GROUP },
        FilterPattern: pattern,
        MetricTransformations: [{ MetricNamespace: PREFIX, MetricName: rule.id, MetricValue: '1' }],
      },
    },
  };
}

function alarm(rule: Rule): Resources[string] {
  const name = ruleName(rule.id, PREFIX);
  const description = `${rule.title} (${rule.severity}). ${rule.description} Who and where: search the log group with the pattern of its metric filter ${name}.`;
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: name,
      AlarmDescription: description.slice(0, MAX_DESCRIPTION),
      Namespace: PREFIX,
      MetricName: rule.id,
      Statistic: 'Sum',
      Period: PERIOD_SECONDS,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: OPERATIONS_TOPIC }],
    },
  };
}

/** The hash tells `a/b-c` from `a-b/c`. */
function idOf(kind: string, { id }: Rule): string {
  return `${logicalId(kind, id)}${shortHash(id)}`;
}
