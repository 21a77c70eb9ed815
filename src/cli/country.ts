import { type FindingContext, openCountryDatabase } from '../finding/index.ts';
import { COUNTRY_DATABASE } from './site.ts';

/** The look-up of countries in the database that stands among the packages. */
export function countryLookup(): FindingContext['locate'] {
  return openCountryDatabase(COUNTRY_DATABASE);
}
