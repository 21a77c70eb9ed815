import { describe, expect, test } from '@jest/globals';
import type { CloudTrailRecord } from '../../src/cloudtrail/event.ts';
import type { Identity } from '../../src/finding/finding.ts';
import { deriveIdentity } from '../../src/finding/identity.ts';
import { NOTHING_KNOWN } from '../../src/finding/index.ts';
import { readCases } from './cases.ts';

interface Row {
  readonly name: string;
  readonly record: CloudTrailRecord;
  readonly identity: Identity;
}

const known = { ...NOTHING_KNOWN, accounts: new Map([['111122223333', 'prod']]) };

describe('deriveIdentity', () => {
  test.each(readCases<Row>('identities'))('$name', ({ record, identity }) => {
    expect(deriveIdentity(record, known)).toEqual(identity);
  });
});
