import { stringify } from 'yaml';
import { type LintFinding, lint } from '../../src/lint/index.ts';
import { parseRule } from '../../src/rule/load.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { NO_SETTINGS } from '../../src/settings/load.ts';
import type { Settings } from '../../src/settings/settings.ts';

/** Keys of a rule file. */
export type Keys = Readonly<Record<string, unknown>>;

const NOW_MS = Date.UTC(2026, 2, 14);

/** A pattern on an API call. */
export function call(service: string, eventName: unknown, detail: object = {}): object {
  return {
    source: [`aws.${service}`],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: [`${service}.amazonaws.com`], eventName: [eventName].flat(), ...detail },
  };
}

/** A pattern on a console sign-in. */
export function signIn(
  detail: object,
  detailTypes = ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'],
) {
  return {
    source: ['aws.signin'],
    'detail-type': detailTypes,
    detail: { eventSource: ['signin.amazonaws.com'], eventName: ['ConsoleLogin'], ...detail },
  };
}

const CLEAN: Keys = {
  title: 'User created',
  description: 'Somebody created an IAM user.',
  severity: 'medium',
  pattern: call('iam', 'CreateUser'),
  alert: { summary: '{identity.name} created user {event.requestParameters.userName}' },
  runbook: ['Ask {identity.name}.', 'If nobody planned it, delete the user.'],
  references: ['https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html'],
  tests: [
    { name: 'a user is created', event: 'iam/CreateUser', expect: 'match' },
    { name: 'a role is created', event: 'iam/CreateRole', expect: 'no-match' },
  ],
};

/** A rule without a finding, and the text of its file, changed by some keys. */
export function example(keys: Keys = {}, id = 'iam/example'): { rule: Rule; text: string } {
  const text = stringify({ ...CLEAN, ...keys });
  const parsed = parseRule(id, `rules/${id}.yml`, text);
  if ('faults' in parsed) throw new Error(`${id} is no rule: ${JSON.stringify(parsed.faults)}`);
  return { rule: parsed.rule, text };
}

/** What the checks say of some rules and settings. */
export function lintAll(
  files: readonly { rule: Rule; text: string }[],
  settings: Settings = NO_SETTINGS,
  settingsText = '{}',
) {
  const texts = new Map(files.map(({ rule, text }) => [rule.file, text]));
  return lint({
    rules: files.map(({ rule }) => rule),
    settings,
    settingsFile: 'trailbell.yml',
    rulesFolder: 'rules',
    nowMs: NOW_MS,
    readText: async (file) => texts.get(file) ?? settingsText,
  });
}

/** What the checks say of one rule. */
export async function lintRule(keys: Keys): Promise<readonly LintFinding[]> {
  return (await lintAll([example(keys)])).findings;
}
