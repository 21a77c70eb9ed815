import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CloudTrailEvent, parseEvent } from '../cloudtrail/event.ts';
import { parseJson } from '../cloudtrail/json.ts';
import { compilePattern } from '../pattern/index.ts';
import type { Rule } from '../rule/rule.ts';
import { readSample } from '../rule-test.ts';

/** Every sample event of some folders that carries a CloudTrail record. */
export async function readSamples(folders: readonly string[]): Promise<CloudTrailEvent[]> {
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(folder, { recursive: true })).map((name) => join(folder, name))),
  );
  const events = files
    .flat()
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map(async (file) => parseEvent(parseJson(await readFile(file, 'utf8'))));
  return (await Promise.all(events)).filter((event) => event !== undefined);
}

/** The events that tell what a rule's records look like: the samples that it matches, and those of its own tests. */
export async function samplesOfRule(
  { pattern, tests }: Rule,
  samples: readonly CloudTrailEvent[],
  folders: readonly string[],
): Promise<CloudTrailEvent[]> {
  const steps = tests.flatMap((test) => test.steps);
  const own = await Promise.all(steps.map((step) => readSample(step, folders)));
  return [...samples.filter(compilePattern(pattern)), ...own.filter((event) => typeof event !== 'string')];
}
