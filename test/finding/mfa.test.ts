import { describe, expect, test } from '@jest/globals';
import type { CloudTrailRecord } from '../../src/cloudtrail/event.ts';
import type { Mfa } from '../../src/finding/finding.ts';
import { findingOf, readCases } from './cases.ts';

interface Row {
  readonly name: string;
  readonly record: CloudTrailRecord;
  readonly mfa: Mfa;
}

const rows = readCases<Row>('mfa');

describe('judgeMfa', () => {
  test.each(rows)('$name', ({ record, mfa }) => {
    expect(findingOf(record).mfa).toEqual(mfa);
  });

  test('never calls MFA absent for an identity that AWS itself did not sign in', () => {
    const types = [
      'AssumedRole',
      'FederatedUser',
      'SAMLUser',
      'WebIdentityUser',
      'AWSAccount',
      'AWSService',
      'Unknown',
    ];
    for (const { record } of rows) {
      for (const type of types) {
        const { CredentialType: _, ...additionalEventData } = Object(record.additionalEventData);
        const disguised = { ...record, additionalEventData, userIdentity: { ...Object(record.userIdentity), type } };
        expect(findingOf(disguised).mfa.verdict).not.toBe('absent');
      }
    }
  });
});
