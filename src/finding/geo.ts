import { readFileSync } from 'node:fs';
import { Reader } from 'mmdb-lib';
import { textAt } from '../cloudtrail/json.ts';
import type { Location } from './network.ts';

/**
 * A look-up of countries in a MaxMind database file (`.mmdb`) whose entries have `country_code`. The file is read once, at
 * the first look-up: a start without findings pays nothing.
 * @throws where the file cannot be read or is no such database, at each look-up
 */
export function openCountryDatabase(file: string): (ip: string) => Location | undefined {
  let reader: Reader<never> | undefined;
  return (ip) => {
    reader ??= new Reader<never>(readFileSync(file));
    const country = textAt(reader.get(ip), 'country_code');
    return country ? { country } : undefined;
  };
}
