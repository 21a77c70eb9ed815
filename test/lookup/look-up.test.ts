import { afterEach, describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/finding/finding.ts';
import { createLookups, type LookupOptions } from '../../src/lookup/index.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import { signIn } from '../notify/sample-finding.ts';
import { type Aws, type Reply, type Request, startAws } from './aws.ts';

const OWN = '123456789012';
const OTHER = '444455556666';
const NOW = Date.parse('2026-03-28T14:00:00Z');
const KEY = 'AKIAIOSFODNN7EXAMPLE';

/** What AWS says of a user who has everything. */
const ANSWERS: Readonly<Record<string, Reply>> = {
  GetCallerIdentity: { Account: OWN },
  AssumeRole: { Credentials: { AccessKeyId: 'ASIAASSUMED', SecretAccessKey: 'example', SessionToken: 'example' } },
  ListMFADevices: { MFADevices: [{ SerialNumber: `arn:aws:iam::${OWN}:mfa/alice-phone` }], IsTruncated: false },
  ListGroupsForUser: { Groups: [{ GroupName: 'admins' }, { GroupName: 'oncall' }], IsTruncated: false },
  ListUserTags: {
    Tags: [
      { Key: 'team', Value: 'payments' },
      { Key: 'password', Value: 'hunter2' },
    ],
    IsTruncated: false,
  },
  ListAccessKeys: {
    AccessKeyMetadata: [
      { AccessKeyId: 'AKIAOTHER', Status: 'Active', CreateDate: '2026-03-28T13:00:00Z' },
      { AccessKeyId: KEY, Status: 'Active', CreateDate: '2024-01-06T12:00:00Z' },
    ],
    IsTruncated: false,
  },
  GetAccessKeyLastUsed: {
    AccessKeyLastUsed: { LastUsedDate: '2026-03-28T10:30:00Z', Region: 'us-east-1', ServiceName: 's3' },
  },
  DescribeAccount: { Account: { Id: OWN, Name: 'payments-prod' } },
};

const unnamed: Finding = { ...signIn, account: { id: OWN } };
const withKey: Finding = {
  ...unnamed,
  identity: { ...signIn.identity, accountId: OWN, credential: 'long-term', accessKeyId: KEY },
};
const inOther: Finding = { ...signIn, account: { id: OTHER }, identity: { ...signIn.identity, accountId: OTHER } };

let aws: Aws | undefined;
afterEach(async () => {
  await aws?.close();
  aws = undefined;
});

interface Setting extends Partial<LookupOptions> {
  readonly lookUps?: object;
  readonly accounts?: Readonly<Record<string, string>>;
  /** In place of an action's answer above. */
  readonly replies?: Readonly<Record<string, Reply | ((request: Request) => Reply)>>;
  readonly delayMs?: number;
}

/** Look-ups against a server that answers as above. */
async function lookUpsWith({ lookUps = { iam: true }, accounts = {}, replies = {}, delayMs = 0, ...options }: Setting) {
  aws = await startAws(
    (request) => {
      const reply = replies[request.action] ?? ANSWERS[request.action] ?? { error: 'InvalidAction' };
      return typeof reply === 'function' ? reply(request) : reply;
    },
    { delayMs },
  );
  const settings = settingsSchema.parse({ 'look-ups': lookUps, accounts });
  return createLookups(settings, {
    now: () => NOW,
    // A busy machine answers later than a finding would be kept waiting.
    limit: () => new AbortController().signal,
    place: {
      endpoint: aws.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIAOWN', secretAccessKey: 'example' },
    },
    ...options,
  });
}

const details = ({ lookups }: Finding) => lookups.map(({ detail }) => detail);
const actions = () => aws?.requests.map(({ action }) => action).sort();

describe('look-ups of an IAM user', () => {
  test('name devices, groups and tags without secrets, and of a long-term key age and last use', async () => {
    const lookUp = await lookUpsWith({});
    const found = await lookUp(withKey);
    expect(found).toEqual({
      ...withKey,
      lookups: [
        { name: 'iam:ListMFADevices', outcome: 'found', detail: 'owns 1 MFA device: alice-phone' },
        { name: 'iam:ListGroupsForUser', outcome: 'found', detail: 'in groups admins, oncall' },
        { name: 'iam:ListUserTags', outcome: 'found', detail: 'tagged team=payments, password=[redacted]' },
        { name: 'iam:ListAccessKeys', outcome: 'found', detail: 'key is 812 days old' },
        {
          name: 'iam:GetAccessKeyLastUsed',
          outcome: 'found',
          detail: 'key last used 3 h ago in us-east-1 by s3',
        },
      ],
    });
  });

  test('follow what was looked up before', async () => {
    const lookUp = await lookUpsWith({});
    const database = { name: 'country database', outcome: 'failed', detail: 'unreadable' } as const;
    expect((await lookUp({ ...unnamed, lookups: [database] })).lookups).toHaveLength(4);
  });

  test('ask about no key where a session was used', async () => {
    const lookUp = await lookUpsWith({});
    await lookUp({ ...withKey, identity: { ...withKey.identity, credential: 'temporary' } });
    expect(actions()).toEqual(['GetCallerIdentity', 'ListGroupsForUser', 'ListMFADevices', 'ListUserTags']);
  });

  test('read lists to the end', async () => {
    const lookUp = await lookUpsWith({
      replies: {
        ListGroupsForUser: ({ input }) =>
          input.Marker === 'more'
            ? { Groups: [{ GroupName: 'oncall' }], IsTruncated: false }
            : { Groups: [{ GroupName: 'admins' }], IsTruncated: true, Marker: 'more' },
      },
    });
    expect(details(await lookUp(unnamed))).toContain('in groups admins, oncall');
  });

  test.each<[string, string, Reply, string]>([
    ['owns nothing', 'ListMFADevices', { MFADevices: [], IsTruncated: false }, 'owns no MFA device'],
    ['is in no group', 'ListGroupsForUser', { Groups: [], IsTruncated: false }, 'in no group'],
    ['has no tags', 'ListUserTags', { Tags: [], IsTruncated: false }, 'without tags'],
    ['has lost the key', 'ListAccessKeys', { AccessKeyMetadata: [], IsTruncated: false }, 'key no longer exists'],
    [
      'never used the key',
      'GetAccessKeyLastUsed',
      { AccessKeyLastUsed: { Region: 'N/A', ServiceName: 'N/A' } },
      'no earlier use of the key is known',
    ],
    ['is gone', 'ListMFADevices', { error: 'NoSuchEntity' }, 'no IAM user alice any more'],
  ])('say that the user %s', async (_, action, reply, detail) => {
    const lookUp = await lookUpsWith({ replies: { [action]: reply } });
    const { lookups } = await lookUp(withKey);
    expect(lookups).toContainEqual({ name: `iam:${action}`, outcome: 'not-found', detail });
    expect(lookups.filter(({ outcome }) => outcome === 'found')).toHaveLength(4);
  });

  test.each([
    ['minutes', '2026-03-28T13:12:00Z', 'key is 48 min old, inactive by now'],
    ['hours', '2026-03-26T15:00:00Z', 'key is 47 h old, inactive by now'],
    ['days', '2026-03-26T14:00:00Z', 'key is 2 days old, inactive by now'],
    ['nothing, where clocks differ', '2026-03-28T14:00:30Z', 'key is 0 min old, inactive by now'],
  ])('tell the age of a key in %s', async (_, CreateDate, detail) => {
    const AccessKeyMetadata = [{ AccessKeyId: KEY, Status: 'Inactive', CreateDate }];
    const lookUp = await lookUpsWith({ replies: { ListAccessKeys: { AccessKeyMetadata, IsTruncated: false } } });
    expect(details(await lookUp(withKey))).toContain(detail);
  });

  test.each<[string, Partial<Finding['identity']>]>([
    ['a role', { type: 'AssumedRole' }],
    ['a user without a name', { name: 'someone with an unknown user name' }],
    ['a user known by number only', { name: 'AIDAEXAMPLE', principalId: 'AIDAEXAMPLE' }],
    ['a user of an account that is none', { accountId: '*' }],
    ['a user of a stranger', { accountId: '999988887777' }],
  ])('leave %s alone', async (_, identity) => {
    const lookUp = await lookUpsWith({ lookUps: { iam: true, role: 'reader' } });
    const finding = { ...withKey, identity: { ...withKey.identity, ...identity } };
    expect(await lookUp(finding)).toEqual(finding);
    expect(actions()).toEqual([]);
  });
});

describe('a user of another account', () => {
  const lookUps = { iam: true, role: 'trailbell-look-ups' };

  test('is looked up with the role of that account, assumed once', async () => {
    const lookUp = await lookUpsWith({ lookUps });
    expect(details(await lookUp({ ...inOther, partition: 'aws-cn' }))).toContain('in groups admins, oncall');
    await lookUp({ ...inOther, partition: 'aws-cn', identity: { ...inOther.identity, name: 'bob' } });
    const assumed = aws?.requests.filter(({ action }) => action === 'AssumeRole').map(({ input }) => input);
    expect(assumed).toMatchObject([
      { RoleArn: `arn:aws-cn:iam::${OTHER}:role/trailbell-look-ups`, RoleSessionName: 'trailbell' },
    ]);
    const signers = aws?.requests.filter(({ action }) => action.startsWith('List')).map(({ signedBy }) => signedBy);
    expect(new Set(signers)).toEqual(new Set(['ASIAASSUMED']));
  });

  test('is looked up where the event stands in our trail and trailbell.yml names the account', async () => {
    const lookUp = await lookUpsWith({ lookUps, accounts: { [OTHER]: 'staging' } });
    const { lookups } = await lookUp({ ...inOther, account: { id: OWN } });
    expect(lookups).toHaveLength(3);
  });

  test('is not looked up without a role, as one of the same name in our account is someone else', async () => {
    const lookUp = await lookUpsWith({});
    expect(await lookUp(inOther)).toEqual(inOther);
    expect(actions()).toEqual(['GetCallerIdentity']);
  });

  test('has one failure where the role cannot be assumed', async () => {
    const lookUp = await lookUpsWith({ lookUps, replies: { AssumeRole: { error: 'AccessDenied' } } });
    expect((await lookUp(inOther)).lookups).toEqual([
      {
        name: 'sts:AssumeRole',
        outcome: 'failed',
        detail: `STS look-up denied: sts:AssumeRole on arn:aws:iam::${OTHER}:role/trailbell-look-ups`,
      },
    ]);
  });
});

describe('the name of an account', () => {
  const lookUps = { organizations: true };

  test('comes from Organizations', async () => {
    const lookUp = await lookUpsWith({ lookUps });
    expect(await lookUp(unnamed)).toEqual({ ...unnamed, account: { id: OWN, name: 'payments-prod' } });
  });

  test.each<[string, Finding]>([
    ['trailbell.yml has one', signIn],
    ['the event names no account', { ...signIn, account: { id: '' } }],
  ])('is not asked for where %s', async (_, finding) => {
    const lookUp = await lookUpsWith({ lookUps });
    expect(await lookUp(finding)).toEqual(finding);
    expect(actions()).toEqual([]);
  });

  test('stays away, without a failure, where the account is not in the organization', async () => {
    const lookUp = await lookUpsWith({ lookUps, replies: { DescribeAccount: { error: 'AccountNotFoundException' } } });
    expect(await lookUp(unnamed)).toEqual(unnamed);
  });

  test('stays away, with the failure told, where we may not ask', async () => {
    const lookUp = await lookUpsWith({ lookUps, replies: { DescribeAccount: { error: 'AccessDeniedException' } } });
    expect(await lookUp(unnamed)).toEqual({
      ...unnamed,
      lookups: [
        {
          name: 'organizations:DescribeAccount',
          outcome: 'failed',
          detail: 'Organizations look-up denied: organizations:DescribeAccount',
        },
      ],
    });
  });
});

describe('a look-up that fails', () => {
  test.each<[string, Reply, string]>([
    ['denied', { error: 'AccessDenied' }, 'IAM look-up denied: iam:ListMFADevices'],
    ['throttled, twice', { error: 'Throttling' }, 'IAM look-up throttled: iam:ListMFADevices'],
    ['refused', { error: 'ValidationError' }, 'IAM look-up failed: iam:ListMFADevices (ValidationError: example)'],
  ])('leaves the others: %s', async (_, reply, detail) => {
    const lookUp = await lookUpsWith({ replies: { ListMFADevices: reply } });
    expect((await lookUp(unnamed)).lookups).toEqual([
      { name: 'iam:ListMFADevices', outcome: 'failed', detail },
      { name: 'iam:ListGroupsForUser', outcome: 'found', detail: 'in groups admins, oncall' },
      { name: 'iam:ListUserTags', outcome: 'found', detail: 'tagged team=payments, password=[redacted]' },
    ]);
  });

  test('is waited for no longer than the limit', async () => {
    const limit = new AbortController();
    const hang = (): Reply => {
      limit.abort();
      return 'hang';
    };
    const lookUp = await lookUpsWith({ limit: () => limit.signal, replies: { ListMFADevices: hang } });
    expect(details(await lookUp(unnamed))[0]).toBe('IAM look-up timed out: iam:ListMFADevices');
  });

  test('holds up a finding no longer than the limit where one step waits for another', async () => {
    const lookUp = await lookUpsWith({
      limit: () => AbortSignal.timeout(50),
      replies: { GetCallerIdentity: 'hang' },
    });
    expect(details(await lookUp(unnamed))).toEqual(['STS look-up timed out: sts:GetCallerIdentity']);
  });

  test('is told where there are no credentials, or none in time', async () => {
    const place = { endpoint: 'http://127.0.0.1:1', region: 'us-east-1' };
    const without = await lookUpsWith({ place: { ...place, credentials: () => Promise.reject(new Error('none')) } });
    expect(details(await without(unnamed))).toEqual(['STS look-up failed: sts:GetCallerIdentity (Error: none)']);
    await aws?.close();
    const late = await lookUpsWith({
      limit: () => AbortSignal.timeout(20),
      place: { ...place, credentials: () => new Promise(() => {}) },
    });
    expect(details(await late(unnamed))).toEqual(['STS look-up timed out: sts:GetCallerIdentity']);
  });
});

describe('answers', () => {
  test('are shared by findings that ask at the same time, and kept for five minutes', async () => {
    let now = NOW;
    const lookUp = await lookUpsWith({ now: () => now });
    const [first, second] = await Promise.all([lookUp(unnamed), lookUp(unnamed)]);
    now += 299_000;
    const third = await lookUp(unnamed);
    expect(aws?.requests).toHaveLength(4);
    expect([second, third]).toEqual([first, first]);
    now += 2_000;
    await lookUp(unnamed);
    expect(aws?.requests).toHaveLength(7);
  });

  test('that failed are kept for a minute', async () => {
    let now = NOW;
    const replies = { DescribeAccount: { error: 'AccessDeniedException' } };
    const lookUp = await lookUpsWith({ now: () => now, lookUps: { organizations: true }, replies });
    await lookUp(unnamed);
    now += 59_000;
    expect((await lookUp(unnamed)).lookups).toHaveLength(1);
    expect(aws?.requests).toHaveLength(1);
    now += 2_000;
    await lookUp(unnamed);
    expect(aws?.requests).toHaveLength(2);
  });

  test('about different users and keys are kept apart', async () => {
    const lookUp = await lookUpsWith({
      replies: {
        ListGroupsForUser: ({ input }) => ({ Groups: [{ GroupName: `of ${input.UserName}` }], IsTruncated: false }),
      },
    });
    const bob = { ...unnamed, identity: { ...unnamed.identity, name: 'bob' } };
    expect(details(await lookUp(unnamed))).toContain('in group of alice');
    expect(details(await lookUp(bob))).toContain('in group of bob');
  });

  test('are asked for by at most six calls at a time, however many findings there are', async () => {
    const lookUp = await lookUpsWith({ delayMs: 5, lookUps: { iam: true, role: 'reader' } });
    const findings = Array.from({ length: 20 }, (_, number) => ({
      ...(number % 2 ? unnamed : inOther),
      identity: { ...unnamed.identity, name: `user-${number}` },
    }));
    const found = await Promise.all(findings.map(lookUp));
    expect(found.flatMap(({ lookups }) => lookups.filter(({ outcome }) => outcome === 'found'))).toHaveLength(60);
    expect(aws?.peak()).toBe(6);
  });
});

test('nothing is looked up where the settings turn nothing on', async () => {
  const lookUp = await lookUpsWith({ lookUps: {} });
  expect(await lookUp(withKey)).toBe(withKey);
  expect(aws?.requests).toEqual([]);
});
