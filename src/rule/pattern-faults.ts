import { compilePattern, PatternError, parsePattern } from '../pattern/index.ts';
import type { Fault } from './fault.ts';
import { unknownFindingField } from './finding-paths.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** The fault of an event pattern that stands at a path of a YAML file, if EventBridge would refuse it. */
export function patternFault(yaml: YamlFile, path: Path, pattern: unknown): Fault[] {
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return [
      yaml.faultAt([...path, ...pointerSteps(error.path)], 'pattern', `EventBridge would refuse this: ${error.reason}`),
    ];
  }
}

/** The faults of a pattern on findings: one that would be refused, or fields that no finding has. */
export function findingPatternFaults(yaml: YamlFile, path: Path, pattern: unknown): Fault[] {
  const refused = patternFault(yaml, path, pattern);
  if (refused.length > 0) return refused;
  // A field that stands before a $or is a leaf of each of its branches.
  const leaves = new Map(parsePattern(pattern).flatMap((branch) => branch.map((leaf) => [leaf.pointer, leaf])));
  return [...leaves.values()].flatMap((leaf) => {
    const message = unknownFindingField(leaf.path);
    return message ? [yaml.faultAt([...path, ...pointerSteps(leaf.pointer)], 'reference', message)] : [];
  });
}

/** The keys of an RFC 6901 JSON pointer. */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
