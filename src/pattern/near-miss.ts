import { distance } from 'fastest-levenshtein';
import type { Leaf, Matcher, Scalar } from './matcher.ts';
import { matcherText, shown } from './matcher-text.ts';

/** What nearly made a leaf match. */
export interface NearMiss {
  readonly kind: 'case' | 'type' | 'part' | 'spelling' | 'elsewhere' | 'not-a-value' | 'array-element';
  readonly reason: string;
  /** The change to the pattern that makes the whole pattern match, if it does. */
  readonly change?: string;
}

export interface Surroundings {
  /** What the event holds at the leaf's path. */
  readonly found: readonly Scalar[];
  readonly event: unknown;
  /** Whether the pattern would match with another leaf in the place of this one. */
  readonly accepts: (changed: Leaf) => boolean;
}

/** The near miss of a leaf that does not match, if there is one: a value almost right, or the right value in another place. */
export function nearMissOf(leaf: Leaf, surroundings: Surroundings): NearMiss | undefined {
  return surroundings.found.length > 0 ? nearValue(leaf, surroundings) : nearPlace(leaf, surroundings);
}

function nearValue(leaf: Leaf, { found, accepts }: Surroundings): NearMiss | undefined {
  for (const matcher of leaf.matchers) {
    for (const value of found) {
      const near = compare(matcher, value);
      if (!near) continue;
      const changed = { ...leaf, matchers: [...leaf.matchers, equalTo(value)] };
      const instead = `write ${near.write ?? shown(value)} instead of ${matcherText(matcher)} at ${leaf.pointer}`;
      return {
        kind: near.kind,
        reason: `is ${shown(value)}; ${near.reason}`,
        ...(accepts(changed) && { change: instead }),
      };
    }
  }
  return undefined;
}

interface Near {
  readonly kind: 'case' | 'type' | 'part';
  readonly reason: string;
  /** What to write instead, where that is not the value itself. */
  readonly write?: string;
}

function compare(matcher: Matcher, value: Scalar): Near | undefined {
  const text = 'text' in matcher ? matcher.text : matcher.kind === 'literal' ? String(matcher.value) : undefined;
  if (text === undefined) return undefined;
  const wanted = matcherText(matcher);
  if (typeof value !== 'string' || matcher.kind === 'literal' || matcher.kind === 'number') {
    if (String(value) !== text) return undefined;
    return {
      kind: 'type',
      reason: `the event has ${typeName(value)}, the pattern ${typeName(literalOf(matcher))} (${wanted}): they never match`,
    };
  }
  if (matcher.kind !== 'string') {
    const sameButCase = value.toLowerCase().includes(text.replaceAll('*', '').toLowerCase());
    if (matcher.kind === 'wildcard' || !sameButCase || value.includes(text)) return undefined;
    return { kind: 'case', reason: `expected ${wanted}: upper and lower case count` };
  }
  if (value.toLowerCase() === text.toLowerCase())
    return { kind: 'case', reason: `expected ${wanted}: upper and lower case count` };
  if (text.length < 3) return undefined;
  if (value.startsWith(text))
    return { kind: 'part', reason: `it only begins with ${wanted}`, write: `{ "prefix": ${shown(text)} }` };
  if (value.endsWith(text))
    return { kind: 'part', reason: `it only ends with ${wanted}`, write: `{ "suffix": ${shown(text)} }` };
  return undefined;
}

function literalOf(matcher: Matcher): Scalar {
  if (matcher.kind === 'literal') return matcher.value;
  return matcher.kind === 'number' ? Number(matcher.text) : '';
}

function typeName(value: Scalar): string {
  if (value === null) return 'null';
  return typeof value === 'string' ? 'a text' : typeof value === 'number' ? 'a number' : 'true or false';
}

/** The alternative that a value equals. */
export function equalTo(value: Scalar): Matcher {
  if (typeof value === 'string') return { kind: 'string', text: value };
  if (typeof value === 'number') return { kind: 'number', text: String(value), value };
  return { kind: 'literal', value };
}

/** How many values of an event are looked at for a field that is missing: an event may be huge. */
const MOST_VALUES = 5_000;

function nearPlace(leaf: Leaf, { event, accepts }: Surroundings): NearMiss | undefined {
  const { parent, key: wanted } = split(leaf.path);
  let other: NearMiss | undefined;
  for (const { path, value } of fieldsOf(event)) {
    if (path === leaf.path) {
      const what = Array.isArray(value) ? 'a list without values' : 'an object';
      const reason = `is ${what}; only texts, numbers, true, false and null are compared: name a field below it`;
      return { kind: 'not-a-value', reason };
    }
    const field = split(path);
    const sameKey = field.key.toLowerCase() === wanted.toLowerCase();
    const misspelt = field.parent === parent && distance(field.key, wanted) <= 2;
    if (!sameKey && !misspelt) continue;
    const kind = field.parent === parent ? 'spelling' : 'elsewhere';
    const change = accepts({ ...leaf, path }) && `write ${path} instead of ${leaf.path}`;
    const miss: NearMiss = { kind, reason: `is not in the event, but ${path} is`, ...(change && { change }) };
    if (kind === 'spelling' || change) return miss;
    other ??= miss;
  }
  return other;
}

function split(path: string): { parent: string; key: string } {
  const dot = path.lastIndexOf('.');
  return { parent: path.slice(0, Math.max(0, dot)), key: path.slice(dot + 1) };
}

/** The fields of an event by their paths, parents first; arrays vanish from paths, as in patterns. */
function* fieldsOf(event: unknown): Generator<{ path: string; value: unknown }> {
  const open: { path: string; value: unknown }[] = [{ path: '', value: event }];
  for (let next = 0; next < Math.min(open.length, MOST_VALUES); next += 1) {
    const { path, value } = open[next] ?? { path: '', value: undefined };
    if (Array.isArray(value)) {
      for (const element of value.slice(0, MOST_VALUES)) open.push({ path, value: element });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        const field = { path: path ? `${path}.${key}` : key, value: child };
        yield field;
        open.push(field);
      }
    }
  }
}
