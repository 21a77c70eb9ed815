import { readFile } from 'node:fs/promises';
import { proofsOfCaller, provesCaller } from '../rule/caller-fields.ts';
import type { Fault } from '../rule/fault.ts';
import { nearest } from '../rule/nearest.ts';
import { findingPatternFaults } from '../rule/pattern-faults.ts';
import type { Rule } from '../rule/rule.ts';
import { parseSchema } from '../rule/schema.ts';
import { type Path, parseYaml, type YamlFile } from '../rule/yaml-file.ts';
import { suppressionLists } from './overrides.ts';
import { type Settings, settingsSchema } from './settings.ts';

/** Settings that send nothing anywhere: enough to test rules and to replay. */
export const NO_SETTINGS: Settings = settingsSchema.parse({});

/** The settings of a trailbell.yml, and the file to name places in; or every fault in it. */
export async function loadSettings(
  file: string,
): Promise<{ settings: Settings; yaml: YamlFile } | { faults: readonly Fault[] }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { faults: [{ file, path: '', code: 'unreadable', message: `cannot be read: ${(error as Error).message}` }] };
  }
  const parsed = parseYaml(file, text);
  if ('faults' in parsed) return parsed;
  const checked = parseSchema(parsed.yaml, settingsSchema);
  if ('faults' in checked) return checked;
  const faults = [
    ...routeFaults(parsed.yaml, checked.value),
    ...automationFaults(parsed.yaml, checked.value),
    ...otherFaults(parsed.yaml, checked.value),
  ];
  return faults.length > 0 ? { faults } : { settings: checked.value, yaml: parsed.yaml };
}

function routeFaults(yaml: YamlFile, { routes, destinations }: Settings): Fault[] {
  return routes.flatMap((route, index) => [
    ...(route.when ? findingPatternFaults(yaml, ['routes', index, 'when'], route.when) : []),
    ...(!route.when && index < routes.length - 1
      ? [
          yaml.faultAt(
            ['routes', index],
            'reference',
            'has no "when", so the routes after it are never reached: put it last',
          ),
        ]
      : []),
    ...destinationFaults(yaml, ['routes', index, 'notify'], route.notify, destinations),
  ]);
}

/** Whoever can make himself match an entry is silent for all rules that spare automation. */
function automationFaults(yaml: YamlFile, { automation }: Settings): Fault[] {
  return automation.flatMap(({ when }, index) => {
    const path = ['automation', index, 'when'];
    const faults = findingPatternFaults(yaml, path, when);
    if (faults.length > 0 || provesCaller(when)) return faults;
    return [
      yaml.faultAt(path, 'reference', `any caller can make this match: say what one of ${proofsOfCaller()} must be`),
    ];
  });
}

function otherFaults(yaml: YamlFile, settings: Settings): Fault[] {
  const { fallback, rules, destinations } = settings;
  return [
    ...suppressionLists(settings).flatMap(({ path, suppressions }) =>
      suppressions.flatMap(({ when }, index) => findingPatternFaults(yaml, [...path, index, 'when'], when)),
    ),
    ...Object.entries(rules).flatMap(([selector, { notify = [] }]) =>
      destinationFaults(yaml, ['rules', selector, 'notify'], notify, destinations),
    ),
    ...(fallback === undefined || Object.hasOwn(destinations, fallback)
      ? []
      : [yaml.faultAt(['fallback'], 'reference', unknownDestination(fallback, destinations))]),
  ];
}

function destinationFaults(
  yaml: YamlFile,
  path: Path,
  names: readonly string[],
  destinations: Settings['destinations'],
): Fault[] {
  return names.flatMap((name, index) =>
    Object.hasOwn(destinations, name)
      ? []
      : [yaml.faultAt([...path, index], 'reference', unknownDestination(name, destinations))],
  );
}

/** Faults of rules that name a destination which trailbell.yml does not have. */
export function notifyFaults(rules: readonly Rule[], { destinations }: Settings): Fault[] {
  return rules.flatMap((rule) =>
    (rule.notify ?? [])
      .filter((name) => !Object.hasOwn(destinations, name))
      .map((name) => ({
        file: rule.file,
        path: 'notify',
        code: 'reference' as const,
        message: unknownDestination(name, destinations),
      })),
  );
}

function unknownDestination(name: string, destinations: Settings['destinations']): string {
  const names = Object.keys(destinations);
  const meant = nearest(name, names);
  if (meant) return `no destination "${name}" in trailbell.yml; did you mean "${meant}"?`;
  return `no destination "${name}" in trailbell.yml; it has ${names.length > 0 ? names.join(', ') : 'none'}`;
}
