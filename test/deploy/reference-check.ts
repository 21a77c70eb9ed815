import { isObject } from '../../src/cloudtrail/json.ts';
import type { Resources } from '../../src/deploy/cloudformation.ts';
import { definitionOf } from './schema-check.ts';

const PSEUDO_PARAMETERS = ['AWS::Partition', 'AWS::Region', 'AWS::AccountId'];

/** References of a template that lead nowhere. */
export function referenceFaults(resources: Resources): string[] {
  return references(resources).filter((reference) => !resolves(reference, resources));
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

function resolves(reference: string, resources: Resources): boolean {
  if (PSEUDO_PARAMETERS.includes(reference)) return true;
  const [id = '', ...attribute] = reference.split('.');
  const resource = resources[id];
  if (!resource) return false;
  return attribute.length === 0 || attribute.join('.') in definitionOf(resource.Type).attributes;
}
