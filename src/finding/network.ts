import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt, valueAt } from '../cloudtrail/json.ts';
import { remember } from '../remember.ts';
import type { Client, Network } from './finding.ts';
import { isSignIn, isTrue } from './person.ts';
import { describeUserAgent } from './user-agent.ts';

/** A network that the site knows, from `networks:` of trailbell.yml. */
export interface TrustedNetwork {
  readonly name: string;
  /** CIDRs of either version. */
  readonly cidrs: readonly string[];
}

/** What a database knows of an address. */
export interface Location {
  /** ISO 3166 alpha-2. */
  readonly country?: string;
  readonly asn?: { readonly number: number; readonly name?: string };
}

type Address = ReturnType<typeof ipaddr.process>;

/** What is known of an address, given in either version. A country that cannot be looked up is a failure, and left out. */
export type Places = (ip: string, onFailure: (error: unknown) => void) => Place;

type Place = Pick<Network, 'ip' | 'kind' | 'country' | 'countryName' | 'asn' | 'trusted'>;

/** Addresses come again from event to event. */
const MOST_ADDRESSES = 10_000;

/** What a site's own networks and a database of countries tell of addresses. */
export function compilePlaces(
  trustedNetworks: readonly TrustedNetwork[],
  locate: (ip: string) => Location | undefined,
): Places {
  const parsed = trustedNetworks.flatMap(({ name, cidrs }) =>
    cidrs.map((cidr) => ({ name, cidr: ipaddr.parseCIDR(cidr) })),
  );
  const known = remember((ip) => placeOf(ipaddr.process(ip), parsed, locate), MOST_ADDRESSES);
  return (ip, onFailure) => {
    try {
      return known(ip);
    } catch (error) {
      onFailure(error);
      return placeOf(ipaddr.process(ip), parsed, () => undefined);
    }
  };
}

/** From where, and with what, a call was made. */
export function deriveNetwork(
  record: CloudTrailRecord,
  places: Places,
  onFailure: (error: unknown) => void = () => undefined,
): Network {
  const source = textAt(record, 'sourceIPAddress') ?? '';
  const place = isIP(source) > 0 ? places(source, onFailure) : undefined;
  const vpcEndpointId = textAt(record, 'vpcEndpointId');
  const userAgent = textAt(record, 'userAgent');
  const client = clientOf(record, userAgent);
  return {
    ...(place ?? serviceOf(source)),
    ...(vpcEndpointId && { vpcEndpointId, ...(place && { kind: 'vpc-endpoint' as const }) }),
    ...(userAgent && { userAgent }),
    ...(client && { client }),
  };
}

function serviceOf(source: string): Network {
  if (/^AWS ?Internal$/i.test(source)) return { kind: 'aws-internal' };
  if (/^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|aws\.internal|amazon\.com)$/i.test(source))
    return { kind: 'aws-service', service: source };
  return { kind: 'unknown' };
}

interface ParsedNetwork {
  readonly name: string;
  readonly cidr: ReturnType<typeof ipaddr.parseCIDR>;
}

function placeOf(
  address: Address,
  trustedNetworks: readonly ParsedNetwork[],
  locate: (ip: string) => Location | undefined,
): Place {
  const ip = address.toString();
  const kind = kindOf(address);
  const trusted = trustedBy(address, trustedNetworks);
  const location = kind === 'public' ? locate(ip) : undefined;
  const countryName = location?.country && nameOfCountry(location.country);
  return { ip, kind, ...location, ...(countryName && { countryName }), ...(trusted && { trusted }) };
}

/** ipaddr.js has a dozen special ranges; an address of any but these was seen from outside. */
function kindOf(address: Address): Network['kind'] {
  switch (address.range()) {
    case 'private':
    case 'uniqueLocal':
    case 'loopback':
    case 'linkLocal':
    case 'carrierGradeNat':
      return 'private';
    case 'unspecified':
    case 'broadcast':
    case 'multicast':
      return 'unknown';
    default:
      return 'public';
  }
}

function trustedBy(address: Address, networks: readonly ParsedNetwork[]): string | undefined {
  return networks.find(({ cidr: [base, bits] }) => base.kind() === address.kind() && address.match(base, bits))?.name;
}

const MOST_COUNTRIES = 1000;

/** Opened at the first country: it loads ICU's data, which takes longer than all other modules together. */
let countryNames: Intl.DisplayNames | undefined;

const nameOfCountry = remember((code) => {
  if (!/^[A-Z]{2}$/.test(code)) return undefined;
  countryNames ??= new Intl.DisplayNames('en', { type: 'region' });
  return countryNames.of(code);
}, MOST_COUNTRIES);

function clientOf(record: CloudTrailRecord, userAgent: string | undefined): Client | undefined {
  const client = userAgent === undefined ? undefined : describeUserAgent(userAgent);
  const inConsole = isSignIn(record) || isTrue(valueAt(record, 'sessionCredentialFromConsole'));
  if (!inConsole || client?.kind === 'cloudshell') return client;
  if (client?.kind === 'browser') return { kind: 'console', name: `AWS console, ${client.name}` };
  return client && client.kind !== 'aws-service' ? client : { kind: 'console', name: 'AWS console' };
}
