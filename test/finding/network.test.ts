import { describe, expect, test } from '@jest/globals';
import type { CloudTrailRecord } from '../../src/cloudtrail/event.ts';
import type { Client, Network } from '../../src/finding/finding.ts';
import { compileSurroundings, deriveNetwork, type Location } from '../../src/finding/network.ts';
import { describeUserAgent } from '../../src/finding/user-agent.ts';
import { readCases } from './cases.ts';

interface NetworkRow {
  readonly name: string;
  readonly record: CloudTrailRecord;
  readonly network: Network;
}

interface UserAgentRow {
  readonly userAgent: string;
  readonly client: Client | null;
}

const trustedNetworks = [
  { name: 'office VPN', cidrs: ['203.0.113.0/24', '2001:db8:1::/48'] },
  { name: 'data centre', cidrs: ['10.20.0.0/16'] },
  { name: 'production VPC', endpoints: ['vpce-0aaaaaaaaaaaaaaaa'] },
  { name: 'shared services', 'endpoint-accounts': ['444455556666'], cidrs: ['10.30.0.0/16'] },
];
const accounts = new Map([['777788889999', 'network']]);
const locations: Readonly<Record<string, Location>> = {
  '198.51.100.7': { country: 'RO' },
  '203.0.113.9': { country: 'IE' },
  '2001:db8::7': { country: 'BR' },
  '192.0.2.9': { country: 'GB', asn: { number: 64500, name: 'Example Networks' } },
};

describe('deriveNetwork', () => {
  test.each(readCases<NetworkRow>('networks'))('$name', ({ record, network }) => {
    expect(
      deriveNetwork(record, compileSurroundings({ trustedNetworks, accounts, locate: (ip) => locations[ip] })),
    ).toEqual(network);
  });

  test('does not look up an address that has no country', () => {
    const locate = (ip: string): Location => {
      throw new Error(`looked up ${ip}`);
    };
    const surroundings = compileSurroundings({ trustedNetworks: [], accounts, locate });
    expect(deriveNetwork({ sourceIPAddress: '10.1.2.3' }, surroundings).kind).toBe('private');
  });
});

describe('describeUserAgent', () => {
  test.each(readCases<UserAgentRow>('user-agents'))('$userAgent', ({ userAgent, client }) => {
    expect(describeUserAgent(userAgent) ?? null).toEqual(client);
  });
});
