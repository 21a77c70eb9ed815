import ipaddr from 'ipaddr.js';

/** A network that the site knows, from `networks:` of trailbell.yml. */
export interface TrustedNetwork {
  readonly name: string;
  /** CIDRs of either version. */
  readonly cidrs?: readonly string[] | undefined;
  /** Ids of VPC endpoints (`vpce-…`), and accounts that own endpoints: behind these alone does an address count. */
  readonly endpoints?: readonly string[] | undefined;
  readonly 'endpoint-accounts'?: readonly string[] | undefined;
}

export type Address = ReturnType<typeof ipaddr.process>;

export interface ParsedNetwork {
  readonly name: string;
  readonly cidrs: readonly ReturnType<typeof ipaddr.parseCIDR>[];
  readonly endpoints: ReadonlySet<string>;
  readonly endpointAccounts: ReadonlySet<string>;
}

export function parseNetworks(networks: readonly TrustedNetwork[]): readonly ParsedNetwork[] {
  return networks.map(({ name, cidrs = [], endpoints = [], 'endpoint-accounts': endpointAccounts = [] }) => ({
    name,
    cidrs: cidrs.map((cidr) => ipaddr.parseCIDR(cidr)),
    endpoints: new Set(endpoints),
    endpointAccounts: new Set(endpointAccounts),
  }));
}

/** Name of the network whose CIDRs hold an address that was seen from outside. */
export function trustedBy(address: Address, networks: readonly ParsedNetwork[]): string | undefined {
  return networks.find(({ cidrs }) => holds(cidrs, address))?.name;
}

/** Name of the network that knows an endpoint, and holds the address behind it if it has CIDRs. */
export function trustedBehind(
  { id, accountId }: { readonly id: string; readonly accountId: string | undefined },
  address: Address,
  networks: readonly ParsedNetwork[],
): string | undefined {
  return networks.find(
    ({ cidrs, endpoints, endpointAccounts }) =>
      (endpoints.has(id) || (accountId !== undefined && endpointAccounts.has(accountId))) &&
      (cidrs.length === 0 || holds(cidrs, address)),
  )?.name;
}

function holds(cidrs: ParsedNetwork['cidrs'], address: Address): boolean {
  return cidrs.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
}
