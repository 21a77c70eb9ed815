import { parsePattern } from '../../src/pattern/index.ts';
import type { Rule } from '../../src/rule/rule.ts';
import type { Change } from './change.ts';
import { memoryPaths } from './memory.ts';

/** Why a rule may fall silent after a change; undefined where it may not. */
export type Excuse = 'looks for it' | 'goes by the address';

/** Where AWS writes no address of any call, a rule about addresses and places has nothing to go by. */
const ADDRESS = [
  'network.ip',
  'network.country',
  'network.countryName',
  'network.asn',
  'network.from',
  'event.sourceIPAddress',
];

const fieldsOf = new WeakMap<Rule, readonly string[]>();

/** The excuse of a rule for a change, if it has one: only what its own conditions name counts, whatever its waiver says. */
export function excuseFor(rule: Rule, { words = [], hidesAddress }: Change): Excuse | undefined {
  const fields = fieldsOf.get(rule) ?? fieldsNamed(rule);
  fieldsOf.set(rule, fields);
  const names = (wanted: readonly string[]): boolean =>
    fields.some((field) => wanted.some((each) => isAt(field, each)));
  if (hidesAddress && names(ADDRESS)) return 'goes by the address';
  const isWaived = rule.waivers?.some(({ code }) => code === 'chosen-by-caller') ?? false;
  return isWaived && names(words) ? 'looks for it' : undefined;
}

function isAt(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`);
}

/** Paths into the finding that a rule's conditions and its memory name. */
function fieldsNamed(rule: Rule): readonly string[] {
  const leaves = [rule.pattern, rule.where].flatMap((pattern) => (pattern ? parsePattern(pattern).flat() : []));
  return [...leaves.map(({ path }) => path.replace(/^detail\./, 'event.')), ...memoryPaths(rule)];
}
