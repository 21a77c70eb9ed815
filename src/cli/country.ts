import type { FindingContext } from '../finding/index.ts';
import { openCountryDatabase } from '../finding/index.ts';
import { homePath } from './site.ts';

/** The look-up of countries in the database that stands among the packages. */
export function countryLookup(): FindingContext['locate'] {
  return openCountryDatabase(
    homePath('node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'),
  );
}
