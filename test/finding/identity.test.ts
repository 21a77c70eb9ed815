import { describe, expect, test } from '@jest/globals';
import type { CloudTrailRecord } from '../../src/cloudtrail/event.ts';
import type { Identity } from '../../src/finding/finding.ts';
import { deriveIdentity } from '../../src/finding/identity.ts';
import { readCases } from './cases.ts';

interface Row {
  readonly name: string;
  readonly record: CloudTrailRecord;
  readonly identity: Identity;
}

const accounts = new Map([['111122223333', 'prod']]);

describe('deriveIdentity', () => {
  test.each(readCases<Row>('identities'))('$name', ({ record, identity }) => {
    expect(deriveIdentity(record, accounts)).toEqual(identity);
  });
});
