import { readFileSync } from 'node:fs';
import { toEvent } from '../../src/cloudtrail/event.ts';
import type { JsonObject } from '../../src/cloudtrail/json.ts';
import { deriveFinding, type Finding, type FindingContext, NOTHING_KNOWN } from '../../src/finding/index.ts';
import type { Rule } from '../../src/rule/rule.ts';

/** The rows of `cases/<name>.json`. */
export function readCases<Row>(name: string): Row[] {
  return JSON.parse(readFileSync(new URL(`./cases/${name}.json`, import.meta.url), 'utf8'));
}

export const rule: Rule = {
  id: 'iam/admin-policy-attached',
  file: 'rules/iam/admin-policy-attached.yml',
  title: 'Administrator policy attached',
  description: 'Someone gave an identity every right.',
  severity: 'high',
  handler: 'api-call',
  enabled: true,
  pattern: {},
  readOnlyEvents: false,
  alert: { summary: '{identity.name}: {change}', fields: {} },
  runbook: [],
  falsePositives: [],
  references: [],
  attack: [],
  cis: [],
  tests: [],
};

export function findingOf(
  record: JsonObject,
  changes: Partial<Rule> = {},
  context: Partial<FindingContext> = {},
): Finding {
  return deriveFinding({ ...rule, ...changes }, toEvent(record), { ...NOTHING_KNOWN, ...context });
}
