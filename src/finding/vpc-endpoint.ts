import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';
import type { Network } from './finding.ts';
import { type Address, type ParsedNetwork, trustedBehind } from './trusted-network.ts';

/** A VPC endpoint that a call came through. */
export interface Endpoint {
  readonly id: string;
  /** Who owns it, where the record says so. */
  readonly accountId: string | undefined;
}

/** Placeholders such as `AWS Internal` are no endpoints. */
export function readEndpoint(record: CloudTrailRecord): Endpoint | undefined {
  const id = textAt(record, 'vpcEndpointId');
  if (id === undefined || !/^vpce-[\w-]+$/.test(id)) return undefined;
  const accountId = textAt(record, 'vpcEndpointAccountId');
  return { id, accountId: accountId !== undefined && /^\d{12}$/.test(accountId) ? accountId : undefined };
}

/**
 * An address behind an endpoint is one inside a VPC, whose owner chooses the range: the public addresses of others, and private ones
 * that read like somebody's office, as well. So it has no country, and is trusted only by who owns the endpoint.
 */
export function placeBehind(
  endpoint: Endpoint,
  address: Address,
  networks: readonly ParsedNetwork[],
): Pick<Network, 'ip' | 'kind' | 'trusted'> {
  const trusted = trustedBehind(endpoint, address, networks);
  return { ip: address.toString(), kind: 'vpc-endpoint', ...(trusted && { trusted }) };
}

/** Whether an endpoint is neither of the account that was called, nor of the caller's, nor of one that trailbell.yml names. */
export function isStrange(
  record: CloudTrailRecord,
  { accountId }: Endpoint,
  accounts: ReadonlyMap<string, string>,
): boolean {
  if (accountId === undefined) return true;
  const own = [textAt(record, 'recipientAccountId'), textAt(record, 'userIdentity', 'accountId')];
  return !own.includes(accountId) && !accounts.has(accountId);
}

export function endpointText({ id, accountId }: Endpoint): string {
  return accountId ? `a VPC endpoint of account ${accountId}` : `VPC endpoint ${id}`;
}
