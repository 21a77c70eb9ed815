import { isObject, type JsonObject } from '../../src/cloudtrail/json.ts';
import type { Resource, Resources } from '../../src/deploy/cloudformation.ts';
import { definitionOf } from './schema-check.ts';

const PSEUDO_PARAMETERS = ['AWS::Partition', 'AWS::Region', 'AWS::AccountId', 'AWS::URLSuffix'];

/** What a template has beside its resources. */
interface Surroundings {
  readonly Parameters?: { readonly [name: string]: JsonObject };
  readonly Conditions?: { readonly [name: string]: JsonObject };
}

/** References of a template that lead nowhere, or to what is not made when its condition does not hold. */
export function referenceFaults(
  resources: Resources,
  { Parameters = {}, Conditions = {} }: Surroundings = {},
): string[] {
  const isGiven = (reference: string) => PSEUDO_PARAMETERS.includes(reference) || reference in Parameters;
  const resolves = (reference: string, from?: Resource) => isGiven(reference) || isMade(reference, resources, from);
  const conditions = Object.values(resources).flatMap(({ Condition }) => Condition ?? []);
  return [
    ...references(Conditions).filter((reference) => !isGiven(reference)),
    ...conditions.filter((condition) => !(condition in Conditions)),
    ...Object.values(resources).flatMap((resource) =>
      references(resource).filter((reference) => !resolves(reference, resource)),
    ),
  ];
}

/** `Id` for each Ref, DependsOn and variable of Fn::Sub, `Id.Attribute` for each Fn::GetAtt, in a part of a template. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'Ref') return [String(item)];
    if (key === 'Fn::GetAtt') return Array.isArray(item) ? [item.join('.')] : [String(item)];
    if (key === 'Fn::Sub') return [...String(item).matchAll(/\$\{([^!}]+)\}/g)].map((match) => match[1] ?? '');
    if (key === 'DependsOn') return [item].flat().map(String);
    return references(item);
  });
}

function isMade(reference: string, resources: Resources, from?: Resource): boolean {
  const [id = '', ...attribute] = reference.split('.');
  const resource = resources[id];
  if (!resource || (resource.Condition !== undefined && resource.Condition !== from?.Condition)) return false;
  return attribute.length === 0 || attribute.join('.') in definitionOf(resource.Type).attributes;
}
