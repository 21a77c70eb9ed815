import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { openCountryDatabase } from '../../src/finding/index.ts';

const file = fileURLToPath(
  new URL('../../node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb', import.meta.url),
);

describe('openCountryDatabase', () => {
  const locate = openCountryDatabase(file);

  test.each([
    ['IPv4', '8.8.8.8', { country: 'US' }],
    ['IPv6', '2001:4860:4860::8888', { country: 'US' }],
    ['an address for documentation', '192.0.2.1', undefined],
  ])('knows the country of %s', (_, ip, location) => {
    expect(locate(ip)).toEqual(location);
  });

  test('reads its file at the first look-up', () => {
    const missing = openCountryDatabase('/no/such/file.mmdb');
    expect(() => missing('8.8.8.8')).toThrow(/ENOENT/);
  });
});
