import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt, valueAt } from '../cloudtrail/json.ts';
import { remember } from '../remember.ts';
import type { Client, Network } from './finding.ts';
import { isSignIn, isTrue } from './person.ts';
import { type Address, type ParsedNetwork, parseNetworks, type TrustedNetwork, trustedBy } from './trusted-network.ts';
import { describeUserAgent } from './user-agent.ts';
import { endpointText, isStrange, placeBehind, readEndpoint } from './vpc-endpoint.ts';

/** What a database knows of an address. */
export interface Location {
  /** ISO 3166 alpha-2. */
  readonly country?: string;
  readonly asn?: { readonly number: number; readonly name?: string };
}

type Place = Pick<Network, 'ip' | 'kind' | 'country' | 'countryName' | 'asn' | 'trusted'>;

/** What a site and a database of countries know of where calls come from. */
export interface Surroundings {
  /** Of an address, in either version. A country that cannot be looked up is a failure, and left out. */
  readonly placeOf: (ip: string, onFailure: (error: unknown) => void) => Place;
  readonly networks: readonly ParsedNetwork[];
  /** Names of the site's accounts by id. */
  readonly accounts: ReadonlyMap<string, string>;
}

/** Addresses come again from event to event. */
const MOST_ADDRESSES = 10_000;

export function compileSurroundings({
  trustedNetworks,
  accounts,
  locate,
}: {
  readonly trustedNetworks: readonly TrustedNetwork[];
  readonly accounts: ReadonlyMap<string, string>;
  readonly locate: (ip: string) => Location | undefined;
}): Surroundings {
  const networks = parseNetworks(trustedNetworks);
  const known = remember((ip) => placeOf(ipaddr.process(ip), networks, locate), MOST_ADDRESSES);
  const place: Surroundings['placeOf'] = (ip, onFailure) => {
    try {
      return known(ip);
    } catch (error) {
      onFailure(error);
      return placeOf(ipaddr.process(ip), networks, () => undefined);
    }
  };
  return { placeOf: place, networks, accounts };
}

/** From where, and with what, a call was made. */
export function deriveNetwork(
  record: CloudTrailRecord,
  { placeOf: placeOfAddress, networks, accounts }: Surroundings,
  onFailure: (error: unknown) => void = () => undefined,
): Network {
  const source = textAt(record, 'sourceIPAddress') ?? '';
  const isAddress = isIP(source) > 0;
  const endpoint = readEndpoint(record);
  const place = isAddress && !endpoint ? placeOfAddress(source, onFailure) : undefined;
  const behind = isAddress && endpoint ? placeBehind(endpoint, ipaddr.process(source), networks) : undefined;
  const from =
    place?.country ?? (endpoint && isStrange(record, endpoint, accounts) ? endpointText(endpoint) : undefined);
  const userAgent = textAt(record, 'userAgent');
  const client = clientOf(record, userAgent);
  return {
    ...(place ?? behind ?? serviceOf(source)),
    ...(endpoint && { vpcEndpointId: endpoint.id }),
    ...(endpoint?.accountId && { vpcEndpointAccountId: endpoint.accountId }),
    ...(from && { from }),
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

function placeOf(
  address: Address,
  networks: readonly ParsedNetwork[],
  locate: (ip: string) => Location | undefined,
): Place {
  const ip = address.toString();
  const kind = kindOf(address);
  const trusted = trustedBy(address, networks);
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
