import { expect, test } from '@jest/globals';
import type { Lookup } from '../../src/finding/finding.ts';
import { describeAlert } from '../../src/notify/alert.ts';
import { insight, signIn } from '../notify/sample-finding.ts';

const denied: Lookup = {
  name: 'iam:ListUserTags',
  outcome: 'failed',
  detail: 'IAM look-up denied: iam:ListUserTags',
};

test.each<[string, Lookup[], string | undefined]>([
  ['nothing', [], undefined],
  [
    'answers and failures in one line',
    [{ name: 'iam:ListMFADevices', outcome: 'not-found', detail: 'owns no MFA device' }, denied],
    'owns no MFA device; IAM look-up denied: iam:ListUserTags',
  ],
  [
    'the same answer once',
    [
      { name: 'iam:ListMFADevices', outcome: 'not-found', detail: 'no IAM user alice any more' },
      { name: 'iam:ListUserTags', outcome: 'not-found', detail: 'no IAM user alice any more' },
    ],
    'no IAM user alice any more',
  ],
  [
    'a failure with what failed',
    [{ name: 'country database', outcome: 'failed', detail: 'Error: ENOENT' }],
    'country database: Error: ENOENT',
  ],
])('an alert shows of the look-ups %s', (_, lookups, value) => {
  for (const finding of [signIn, insight]) {
    const fact = describeAlert({ ...finding, lookups }).facts.find(({ label }) => label === 'Look-ups');
    expect(fact?.value).toBe(value);
  }
});
