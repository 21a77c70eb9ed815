import { z } from 'zod';
import type { Fault } from './fault.ts';
import { nearest } from './nearest.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** Checks a file's value against a schema: the parsed value, or every fault with its place in the file. */
export function parseSchema<T>(yaml: YamlFile, schema: z.ZodType<T>): { value: T } | { faults: Fault[] } {
  const result = schema.safeParse(yaml.value, { reportInput: true });
  if (result.success) return { value: result.data };
  return { faults: result.error.issues.flatMap((issue) => toFaults(yaml, schema, issue)) };
}

function toFaults(yaml: YamlFile, schema: z.ZodType, issue: z.core.$ZodIssue): Fault[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code !== 'unrecognized_keys') return [yaml.faultAt(path, 'schema', describe(issue))];
  const known = keysAt(schema, path);
  return issue.keys.map((key) => {
    const meant = nearest(key, known);
    const advice = meant ? `did you mean "${meant}"?` : `known keys: ${known.join(', ')}`;
    return yaml.faultAt([...path, key], 'schema', `unknown key; ${advice}`);
  });
}

function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing; expected ${article(issue.expected)}`
        : `must be ${article(issue.expected)}, got ${shown(issue.input)}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}, got ${shown(issue.input)}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'must not be empty'
        : `must be at least ${issue.minimum}, got ${shown(issue.input)}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message;
    case 'invalid_union':
      return `has no allowed form, got ${shown(issue.input)}`;
    default:
      return issue.message;
  }
}

function article(type: string): string {
  if (type === 'record' || type === 'object') return 'a mapping';
  if (type === 'array') return 'a list';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** A value as a fault shows it: JSON, at most 60 characters. */
function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length > 60 ? `${json.slice(0, 59)}…` : json;
}

interface SchemaNode {
  readonly properties?: Record<string, SchemaNode>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
}

/** The keys a schema knows at a path, for suggestions. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let nodes: SchemaNode[] = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode];
  for (const step of path) {
    nodes = nodes.flatMap(alternatives).flatMap((node) => {
      const next = node.properties?.[String(step)] ?? node.items ?? node.additionalProperties;
      return typeof next === 'object' ? [next] : [];
    });
  }
  return nodes.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}));
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  return node.anyOf ? node.anyOf.flatMap(alternatives) : [node];
}
