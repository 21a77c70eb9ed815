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

describe('names that the site stands for', () => {
  const record = {
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEEXAMPLE01:alice@example.com',
      arn: 'arn:aws:sts::123456789012:assumed-role/admin/alice@example.com',
      sessionContext: {
        sourceIdentity: 'bob@example.com',
        sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/team/admin', userName: 'admin' },
      },
    },
  };

  test.each([
    [
      'of a role that it names',
      { sourceIdentity: false, roles: ['arn:aws:iam::123456789012:role/team/admin'] },
      'alice@example.com',
    ],
    ['by the source identity', { sourceIdentity: true, roles: [] }, 'bob@example.com'],
  ])('are vouched for: sessions %s', (_, vouchedSessions, name) => {
    expect(deriveIdentity(record, { ...known, vouchedSessions })).toMatchObject({
      name,
      human: name,
      vouched: 'site',
      principal: `AROAEXAMPLEEXAMPLE01/${name}`,
    });
  });

  test('do not include a role of the same name at another path', () => {
    const vouchedSessions = { sourceIdentity: false, roles: ['arn:aws:iam::123456789012:role/admin'] };
    expect(deriveIdentity(record, { ...known, vouchedSessions }).vouched).toBe('nobody');
  });
});

test.each([
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
  'signin.amazonaws.com',
  'console.amazonaws.com',
  'S3Console/0.4',
])('an IAM user with a key is no person because its agent calls itself %s', (userAgent) => {
  const userIdentity = { type: 'IAMUser', userName: 'deploy', accessKeyId: 'AKIAEXAMPLEEXAMPLE01' };
  expect(deriveIdentity({ userIdentity, userAgent }, known).human).toBeUndefined();
});
