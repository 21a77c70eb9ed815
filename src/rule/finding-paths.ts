import { z } from 'zod';
import { nearest } from './nearest.ts';

/** The keys of a finding, and of the objects in it; `*`: what stands below is the event's or the rule's own. */
const FINDING_KEYS: Readonly<Record<string, readonly string[] | '*'>> = {
  id: [],
  rule: ['id', 'title', 'severity'],
  summary: [],
  fields: '*',
  severity: [],
  time: [],
  account: ['id', 'name'],
  region: [],
  partition: [],
  identity: [
    'type',
    'name',
    'label',
    'human',
    'arn',
    'accountId',
    'principalId',
    'role',
    'sessionName',
    'sourceIdentity',
    'issuer',
    'accessKeyId',
    'credential',
    'chain',
    'invokedBy',
  ],
  mfa: ['verdict', 'reason', 'device'],
  network: [
    'ip',
    'kind',
    'country',
    'countryName',
    'asn',
    'trusted',
    'service',
    'vpcEndpointId',
    'userAgent',
    'client',
  ],
  insight: ['state', 'type', 'eventSource', 'eventName', 'errorCode', 'sharedEventId'],
  result: ['outcome', 'errorCode', 'errorMessage'],
  resources: '*',
  change: [],
  event: '*',
};

/** What is wrong with a path such as `identity.arn` into a finding; undefined if nothing is. */
export function findingPathFault(path: string): string | undefined {
  const [first = '', second] = path.split('.');
  const below = Object.hasOwn(FINDING_KEYS, first) ? FINDING_KEYS[first] : undefined;
  if (below === undefined) return unknown(path, first, Object.keys(FINDING_KEYS));
  if (below === '*') return second ? undefined : `"${path}" is not one value: name a field below it`;
  if (below.length === 0) return second === undefined ? undefined : `"${first}" has no fields below it`;
  if (second === undefined) return `"${path}" is not one value; its fields: ${below.join(', ')}`;
  return below.includes(second) ? undefined : unknown(path, second, below);
}

function unknown(path: string, key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `a finding has no "${path}"; ${meant ? `did you mean "${meant}"?` : `known: ${known.join(', ')}`}`;
}

/** A path to one value of a finding, as rules name it. */
export const findingPathSchema = z.string().superRefine((path, context) => {
  const message = findingPathFault(path);
  if (message) context.addIssue({ code: 'custom', message });
});
