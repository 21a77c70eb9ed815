import { toResources } from '../../src/deploy/service.ts';
import type { Rule } from '../../src/rule/rule.ts';

export const SERVICE = { prefix: 'trailbell-prod', handlers: ['api-call', 'insight', 'sign-in'] };
export const TOPIC = 'arn:aws-cn:sns:cn-north-1:123456789012:alerts';
export const BUS = 'arn:aws-cn:events:cn-north-1:111122223333:event-bus/findings';
export const GRANTS = {
  parameters: ['/trailbell/slack-token'],
  topics: [TOPIC],
  buses: ['findings', BUS],
  lookUps: { iam: true, organizations: true, role: 'reader' },
};

export function aRule(rule: Partial<Rule> = {}): Rule {
  return {
    id: 'cloudtrail/logging-stopped',
    file: 'rules/cloudtrail/logging-stopped.yml',
    title: 'Logging stopped',
    description: 'Someone stopped a trail.',
    severity: 'high',
    handler: 'api-call',
    enabled: true,
    pattern: { source: ['aws.cloudtrail'], detail: { eventName: ['StopLogging'] } },
    readOnlyEvents: false,
    alert: { summary: 'stopped', fields: {} },
    runbook: [],
    falsePositives: [],
    references: [],
    attack: [],
    cis: [],
    tests: [],
    ...rule,
  };
}

export const RULES = [
  aRule(),
  aRule({ id: 'sign-in/root', handler: 'sign-in' }),
  aRule({ id: 'iam/role-assumed', readOnlyEvents: true }),
];

export const RESOURCES = toResources({ ...SERVICE, operatorEmail: 'operator@example.com' }, RULES, GRANTS);
