import { textAt, valueAt } from '../cloudtrail/json.ts';
import { itemsOf, listText } from './items.ts';

/**
 * The permissions of a security group call in words, such as `tcp 22 from 0.0.0.0/0`. They stand in a nested list, or flat
 * in the parameters of older calls; ports may be texts.
 */
export function permissionTexts(parameters: unknown, preposition: string): string[] {
  const listed = itemsOf(valueAt(parameters, 'ipPermissions'));
  const permissions = listed.length > 0 ? listed : [parameters];
  return permissions.flatMap((permission) => {
    const peers = peersOf(permission);
    const traffic = trafficText(permission);
    if (traffic === undefined && peers.length === 0) return [];
    return [`${traffic ?? 'traffic'} ${preposition} ${peers.length > 0 ? listText(peers) : 'unknown'}`];
  });
}

function peersOf(permission: unknown): string[] {
  const named = (list: string, key: string) =>
    itemsOf(valueAt(permission, list)).flatMap((item) => textAt(item, key) ?? []);
  const flat = textAt(permission, 'cidrIp');
  return [
    ...named('ipRanges', 'cidrIp'),
    ...named('ipv6Ranges', 'cidrIpv6'),
    ...named('prefixListIds', 'prefixListId'),
    ...named('groups', 'groupId'),
    ...(flat ? [flat] : []),
  ];
}

function trafficText(permission: unknown): string | undefined {
  const protocol = textAt(permission, 'ipProtocol');
  if (protocol === undefined) return undefined;
  if (protocol === '-1') return 'all traffic';
  const [from, to] = [portAt(permission, 'fromPort'), portAt(permission, 'toPort')];
  if (from === undefined || from === -1) return protocol;
  return `${protocol} ${to === undefined || to === from ? from : `${from}-${to}`}`;
}

function portAt(permission: unknown, key: string): number | undefined {
  const value = valueAt(permission, key);
  const port = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) ? port : undefined;
}
