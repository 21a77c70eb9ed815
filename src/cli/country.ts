import type { FindingContext } from '../finding/index.ts';
import { openCountryDatabase } from '../finding/index.ts';
import { homePath } from './site.ts';

/** The database of countries that stands among the packages. */
export const COUNTRY_DATABASE = homePath(
  'node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
);

/** The look-up of countries in it. */
export function countryLookup(): FindingContext['locate'] {
  return openCountryDatabase(COUNTRY_DATABASE);
}
