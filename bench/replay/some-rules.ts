import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isCorrelated } from '../../src/delivery/ringing.ts';
import { loadRules } from '../../src/rule/load.ts';

const RULES = fileURLToPath(new URL('../../rules', import.meta.url));
const EVENTS = fileURLToPath(new URL('../../events', import.meta.url));

/**
 * Writes a folder of so many of the rules that are on, taken evenly from all themes.
 * @param judgesAlone whether only rules count that judge each event by itself, without memory of others
 */
export async function writeSomeRules(folder: string, count: number, judgesAlone: boolean): Promise<void> {
  const { rules } = await loadRules(RULES, { eventFolders: [EVENTS], requireTests: false });
  const eligible = rules.filter((rule) => rule.enabled && !(judgesAlone && isCorrelated(rule)));
  if (count > eligible.length) throw new RangeError(`there are only ${eligible.length} such rules`);
  const chosen = eligible.filter((_, index) => share(index + 1, count, eligible) > share(index, count, eligible));
  const awaited = chosen.flatMap(({ sequence }) => sequence?.after.rule ?? []);
  for (const id of new Set([...chosen.map((rule) => rule.id), ...awaited])) {
    const file = join(folder, `${id}.yml`);
    mkdirSync(dirname(file), { recursive: true });
    cpSync(join(RULES, `${id}.yml`), file);
  }
}

function share(index: number, count: number, { length }: readonly unknown[]): number {
  return Math.floor((index * count) / length);
}
