import { describe, expect, jest, test } from '@jest/globals';
import { toEvent } from '../../src/cloudtrail/event.ts';
import { deriveFinding, NOTHING_KNOWN } from '../../src/finding/index.ts';
import { TemplateError } from '../../src/template/index.ts';
import { findingOf, rule } from './cases.ts';

const attached = {
  eventID: '01234567-89ab-cdef-0123-456789abcdef',
  eventTime: '2026-03-01T14:03:22Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'AttachUserPolicy',
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.17.32 os/linux',
  recipientAccountId: '111122223333',
  userIdentity: {
    type: 'IAMUser',
    userName: 'alice',
    accountId: '111122223333',
    arn: 'arn:aws:iam::111122223333:user/alice',
    accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
  },
  requestParameters: { userName: 'bob', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
};

describe('deriveFinding', () => {
  test('makes one finding of a rule, an event and what the site knows', () => {
    const context = {
      accounts: new Map([['111122223333', 'prod']]),
      trustedNetworks: [{ name: 'office', cidrs: ['198.51.100.0/24'] }],
      locate: () => ({ country: 'RO' }),
    };
    const alert = { summary: '{identity.name}: {change}', fields: { Policy: '{resources.1.name}' } };
    const finding = findingOf(attached, { alert, runbook: ['Ask {identity.name}.'] }, context);
    expect(finding).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      rule: {
        id: 'iam/admin-policy-attached',
        title: 'Administrator policy attached',
        severity: 'high',
        runbook: ['Ask alice.'],
        references: [],
        attack: [],
        cis: [],
      },
      summary: 'alice: policy AdministratorAccess attached to user bob',
      fields: { Policy: 'AdministratorAccess' },
      severity: 'high',
      time: '2026-03-01T14:03:22Z',
      account: { id: '111122223333', name: 'prod' },
      region: 'us-east-1',
      partition: 'aws',
      identity: expect.objectContaining({ name: 'alice', label: 'IAM user', credential: 'long-term' }),
      mfa: expect.objectContaining({ verdict: 'unknown' }),
      network: expect.objectContaining({
        ip: '198.51.100.7',
        country: 'RO',
        countryName: 'Romania',
        trusted: 'office',
      }),
      result: { outcome: 'success' },
      resources: expect.arrayContaining([{ type: 'AWS::IAM::User', name: 'bob' }]),
      change: 'policy AdministratorAccess attached to user bob',
      links: expect.objectContaining({ identity: expect.stringContaining('/users/details/alice') }),
      event: attached,
      lookups: [],
    });
  });

  test('gives the same event of the same rule the same id, wherever and whenever it arrives', () => {
    const again = { ...attached, awsRegion: 'eu-west-1', eventTime: '2026-03-01T14:09:00Z' };
    expect(findingOf(again).id).toBe(findingOf(attached).id);
    expect(findingOf(attached, { id: 'iam/other' }).id).not.toBe(findingOf(attached).id);
  });

  test('tells events without an eventID apart by their content', () => {
    const { eventID: _, ...anonymous } = attached;
    expect(findingOf(anonymous).id).toBe(findingOf({ ...anonymous }).id);
    expect(findingOf({ ...anonymous, eventName: 'DetachUserPolicy' }).id).not.toBe(findingOf(anonymous).id);
  });

  test('leaves out a field with nothing to show, and says unknown in the summary', () => {
    const alert = {
      summary: '{identity.human} did it',
      fields: { Who: '{identity.human}', Static: 'text', Ip: '{network.ip}' },
    };
    const finding = findingOf(attached, { alert });
    expect(finding.summary).toBe('unknown did it');
    expect(finding.fields).toEqual({ Static: 'text', Ip: '198.51.100.7' });
  });

  test('quotes values in the commands of a runbook', () => {
    const record = { ...attached, requestParameters: { userName: "x'; rm -rf ~" } };
    const runbook = [
      '`aws iam get-user --user-name {event.requestParameters.userName}` by {event.requestParameters.userName}',
    ];
    expect(findingOf(record, { runbook }).rule.runbook).toEqual([
      "`aws iam get-user --user-name 'x'\\''; rm -rf ~'` by x'; rm -rf ~",
    ]);
  });

  test('loses its country, not itself, when the country database cannot be read', () => {
    const locate = () => {
      throw new Error('ENOENT: no such file');
    };
    const finding = findingOf(attached, {}, { locate });
    expect(finding.network).toMatchObject({ ip: '198.51.100.7', kind: 'public' });
    expect(finding.lookups).toEqual([
      { name: 'country database', outcome: 'failed', detail: 'Error: ENOENT: no such file' },
    ]);
  });

  test('asks where an address is only when that is read, and once for all rules', () => {
    const locate = jest.fn(() => ({ country: 'RO' }));
    const context = { ...NOTHING_KNOWN, locate };
    const event = toEvent(attached);
    const findings = ['iam/one', 'iam/two'].map((id) => deriveFinding({ ...rule, id }, event, context));
    expect(findings.map(({ identity }) => identity.name)).toEqual(['alice', 'alice']);
    expect(locate).not.toHaveBeenCalled();
    expect(findings.map(({ network }) => network.country)).toEqual(['RO', 'RO']);
    expect(locate).toHaveBeenCalledTimes(1);
  });

  test('tells that the country database failed, whatever is read first', () => {
    const locate = () => {
      throw new Error('ENOENT');
    };
    expect(findingOf(attached, {}, { locate }).lookups).toHaveLength(1);
  });

  test('finds nothing where a text asks for itself', () => {
    const alert = { summary: '{summary} {fields.A}', fields: { A: '{fields.A|summary}' } };
    expect(findingOf(attached, { alert })).toMatchObject({ summary: 'unknown unknown', fields: {} });
  });

  test('refuses a rule whose templates cannot be read', () => {
    expect(() => findingOf(attached, { alert: { summary: '{identity.name', fields: {} } })).toThrow(TemplateError);
  });
});
