import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { valueAt } from '../cloudtrail/json.ts';
import { compileStep, compileTemplate, plainText, type Template, TemplateError } from '../template/index.ts';
import { correlationFaults, sequenceFaults } from './correlation-faults.ts';
import type { Fault } from './fault.ts';
import { findingPatternFaults, patternFault } from './pattern-faults.ts';
import { type Rule, type RuleTest, type RuleTestStep, SEVERITIES } from './rule.ts';
import { type RuleFile, ruleFileSchema } from './rule-file.ts';
import { parseSchema } from './schema.ts';
import { type Path, parseYaml, type YamlFile } from './yaml-file.ts';

const NAME_FAULT = 'has a name with characters that cannot be seen; rename it, as the rule is called by it';

export interface LoadOptions {
  /** Folders that hold sample events, the first that has a sample wins; without it samples are not looked for. */
  readonly eventFolders?: readonly string[];
  /** Whether a rule must have a match and a near miss among its tests. */
  readonly requireTests?: boolean;
}

/** Rules by id in alphabetical order, and every fault of every file. A rule with a fault is left out. */
export async function loadRules(
  folder: string,
  options: LoadOptions = {},
): Promise<{ rules: readonly Rule[]; faults: readonly Fault[] }> {
  const files = await ruleFiles(folder);
  const faults: Fault[] = [];
  const rules = new Map<string, Rule>();
  for (const name of files) {
    const file = join(folder, name);
    const id = name.replace(/\.ya?ml$/, '').replaceAll('\\', '/');
    if (plainText(id, id.length) !== id) {
      faults.push({ file, path: '', code: 'unreadable', message: NAME_FAULT });
      continue;
    }
    const loaded = parseRule(id, file, await readFile(file, 'utf8'), options);
    const twin = rules.get(id);
    if (twin) {
      faults.push({ file, path: '', code: 'duplicate-id', message: `has the id "${id}" of ${twin.file}; rename one` });
    } else if ('rule' in loaded) {
      rules.set(id, loaded.rule);
    }
    if ('faults' in loaded) faults.push(...loaded.faults);
  }
  if (files.length === 0) {
    faults.push({ file: folder, path: '', code: 'unreadable', message: 'holds no rule files (.yml)' });
  }
  return { rules: [...rules.values()], faults: [...faults, ...sequenceFaults([...rules.values()])] };
}

async function ruleFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder, { recursive: true });
    return names.filter((name) => /\.ya?ml$/.test(name)).sort();
  } catch {
    return [];
  }
}

/** One rule from the text of its file, or the faults that keep it from being one. */
export function parseRule(
  id: string,
  file: string,
  text: string,
  options: LoadOptions = {},
): { rule: Rule } | { faults: readonly Fault[] } {
  const parsed = parseYaml(file, text);
  if ('faults' in parsed) return parsed;
  const checked = parseSchema(parsed.yaml, ruleFileSchema);
  if ('faults' in checked) return checked;
  const faults = [
    ...patternFaults(parsed.yaml, checked.value),
    ...templateFaults(parsed.yaml, checked.value),
    ...correlationFaults(parsed.yaml, checked.value),
    ...testFaults(parsed.yaml, checked.value, options),
  ];
  return faults.length > 0 ? { faults } : { rule: toRule(id, file, checked.value) };
}

function patternFaults(yaml: YamlFile, rule: RuleFile): Fault[] {
  return [
    ...patternFault(yaml, ['pattern'], rule.pattern),
    ...(rule.where ? findingPatternFaults(yaml, ['where'], rule.where) : []),
    ...lowerFaults(yaml, rule),
    ...(rule.suppress ?? []).flatMap(({ when }, index) =>
      findingPatternFaults(yaml, ['suppress', index, 'when'], when),
    ),
  ];
}

function lowerFaults(yaml: YamlFile, { severity, lower = [] }: RuleFile): Fault[] {
  return lower.flatMap((each, index) => [
    ...findingPatternFaults(yaml, ['lower', index, 'when'], each.when),
    ...(SEVERITIES.indexOf(each.severity) < SEVERITIES.indexOf(severity)
      ? []
      : [
          yaml.faultAt(
            ['lower', index, 'severity'],
            'schema',
            `must be less grave than the rule, which is ${severity}`,
          ),
        ]),
  ]);
}

function templateFaults(yaml: YamlFile, rule: RuleFile): Fault[] {
  const { summary, fields } = rule.alert;
  const templates: [Path, () => Template][] = [
    [['alert', 'summary'], () => compileTemplate(summary)],
    ...Object.entries(fields).map(([label, text]): [Path, () => Template] => [
      ['alert', 'fields', label],
      () => compileTemplate(text),
    ]),
    ...rule.runbook.map((text, index): [Path, () => Template] => [['runbook', index], () => compileStep(text)]),
  ];
  return templates.flatMap(([path, compile]) => {
    try {
      compile();
      return [];
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return [yaml.faultAt(path, 'template', error.message)];
    }
  });
}

function testFaults(yaml: YamlFile, rule: RuleFile, { eventFolders, requireTests }: LoadOptions): Fault[] {
  const isMissing = (event: string): boolean =>
    eventFolders !== undefined && !eventFolders.some((folder) => existsSync(join(folder, `${event}.json`)));
  const missing = rule.tests.flatMap((test, index) =>
    samplesOf(test)
      .filter(({ event }) => isMissing(event))
      .map(({ event, path }) =>
        yaml.faultAt(
          ['tests', index, ...path],
          'missing-event',
          `no sample event ${event}.json in ${eventFolders?.join(' or ')}`,
        ),
      ),
  );
  if (!requireTests) return missing;
  const untested = (['match', 'no-match'] as const).filter(
    (expect) => !rule.tests.some((test) => test.expect === expect),
  );
  return [
    ...missing,
    ...untested.map((expect) =>
      yaml.faultAt(
        ['tests'],
        'missing-test',
        `needs a test that expects ${expect === 'match' ? 'match' : 'no-match: a near miss'}`,
      ),
    ),
  ];
}

function toRule(id: string, file: string, from: RuleFile): Rule {
  const { threshold, sequence, 'first-seen': firstSeen } = from;
  const group = from.group ?? (threshold && { by: threshold.by, windowSeconds: threshold.windowSeconds });
  return {
    id,
    file,
    title: from.title,
    description: from.description,
    severity: from.severity,
    handler: from.handler ?? handlerOf(from),
    enabled: from.enabled,
    pattern: from.pattern,
    readOnlyEvents: from['read-only-events'],
    ...(from.unless && { unless: from.unless }),
    ...(from.lower && { lower: from.lower }),
    ...(from.where && { where: from.where }),
    alert: from.alert,
    ...(group && { group }),
    ...(threshold && { threshold }),
    ...(firstSeen && { firstSeen }),
    ...(sequence && { sequence }),
    ...(from.suppress && { suppress: from.suppress }),
    ...(from.notify && { notify: from.notify }),
    runbook: from.runbook,
    falsePositives: from['false-positives'],
    references: from.references,
    attack: from.attack,
    cis: from.cis,
    ...(from.lint && { waivers: from.lint.map(({ waive, reason }) => ({ code: waive, reason })) }),
    tests: from.tests.map(toTest),
  };
}

type RuleFileTest = RuleFile['tests'][number];

/** The samples that a test names, each with its path below the test. */
function samplesOf({ event, events = [] }: RuleFileTest): { event: string; path: Path }[] {
  const several = events.map((step, index) => ({ event: step.event, path: ['events', index, 'event'] }));
  return event === undefined ? several : [{ event, path: ['event'] }];
}

function toTest({ event, with: changes, events, severity, ...test }: RuleFileTest): RuleTest {
  const steps = events ?? (event === undefined ? [] : [{ event, with: changes, times: 1 }]);
  return { ...test, ...(severity && { severity }), steps: steps.map(toStep) };
}

function toStep(step: NonNullable<RuleFileTest['events']>[number]): RuleTestStep {
  const { event, with: changes, times, after = 0, every = 0 } = step;
  return { event, ...(changes && { with: changes }), afterSeconds: after, times, everySeconds: every };
}

/** Sign-ins are what `aws.signin` sends (console, Identity Center); Insights have a detail-type of their own. */
function handlerOf({ pattern }: RuleFile): string {
  const all = (key: string, claim: (text: string) => boolean): boolean => {
    const values = valueAt(pattern, key);
    return (
      Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'string' && claim(value))
    );
  };
  if (all('detail-type', (type) => type === 'AWS Insight via CloudTrail')) return 'insight';
  if (all('source', (source) => source === 'aws.signin')) return 'sign-in';
  if (all('detail-type', (type) => /^AWS Console Sign ?[Ii]n via CloudTrail$/.test(type))) return 'sign-in';
  return 'api-call';
}
