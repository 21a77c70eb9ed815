import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource, ResourceProperties, SpecDatabase } from '@aws-cdk/service-spec-types';
import { isObject } from '../../src/cloudtrail/json.ts';
import type { Resources } from '../../src/deploy/cloudformation.ts';

const TAG: ResourceProperties = {
  Key: { type: { type: 'string' }, required: true },
  Value: { type: { type: 'string' }, required: true },
};

let loaded: SpecDatabase | undefined;
/** CloudFormation's own schema, unpacked on first use (half a second). */
function database(): SpecDatabase {
  loaded ??= loadAwsServiceSpecSync();
  return loaded;
}

/** CloudFormation's definition of a resource type. @throws where there is no such type */
export function definitionOf(type: string): Resource {
  return database().lookup('resource', 'cloudFormationType', 'equals', type).only();
}

/** What CloudFormation's schema says against some resources: unknown and missing properties, values of a wrong type. */
export function schemaFaults(resources: Resources): string[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    propertyFaults(Properties, definitionOf(Type).properties, id),
  );
}

function propertyFaults(value: unknown, properties: ResourceProperties, at: string): string[] {
  if (!isObject(value)) return [`${at}: must be an object`];
  const unknown = Object.keys(value).filter((key) => !(key in properties));
  const missing = Object.keys(properties).filter((key) => properties[key]?.required && !(key in value));
  return [
    ...unknown.map((key) => `${at}.${key}: unknown property`),
    ...missing.map((key) => `${at}.${key}: missing`),
    ...Object.entries(properties)
      .filter(([key]) => key in value)
      .flatMap(([key, { type }]) => valueFaults(value[key], type, `${at}.${key}`)),
  ];
}

function valueFaults(value: unknown, type: PropertyType, at: string): string[] {
  if (isIntrinsic(value)) return type.type === 'string' ? [] : [`${at}: an intrinsic function, expected ${type.type}`];
  const claim = (holds: boolean) => (holds ? [] : [`${at}: must be ${type.type}, is ${JSON.stringify(value)}`]);
  switch (type.type) {
    case 'string':
      return type.allowedValues ? claim(type.allowedValues.includes(String(value))) : claim(typeof value === 'string');
    case 'integer':
      return claim(Number.isInteger(value) && (type.allowedValues?.includes(Number(value)) ?? true));
    case 'number':
      return claim(typeof value === 'number');
    case 'boolean':
      return claim(typeof value === 'boolean');
    case 'json':
      return claim(isObject(value));
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) => valueFaults(item, type.element, `${at}[${index}]`))
        : claim(false);
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => valueFaults(item, type.element, `${at}.${key}`))
        : claim(false);
    case 'ref':
      return propertyFaults(value, database().get('typeDefinition', type.reference.$ref).properties, at);
    case 'tag':
      return propertyFaults(value, TAG, at);
    case 'union':
      return type.types.some((option) => valueFaults(value, option, at).length === 0) ? [] : claim(false);
    default:
      return [`${at}: no check for the type ${type.type}`];
  }
}

/** Every intrinsic function that Trailbell uses gives a string. */
function isIntrinsic(value: unknown): boolean {
  return isObject(value) && ['Ref', 'Fn::GetAtt', 'Fn::Sub'].some((name) => name in value);
}
