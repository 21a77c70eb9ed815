import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toEvent } from '../../src/cloudtrail/event.ts';
import type { JsonObject } from '../../src/cloudtrail/json.ts';
import { deriveFinding, type Finding, findingsInTurn, NOTHING_KNOWN } from '../../src/finding/index.ts';
import { findingOf, rule } from './cases.ts';

const json = fc.jsonValue({ maxDepth: 3 });
const maybe = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: json });
const text = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '',
    '-',
    'arn:aws:iam::123456789012:user/a',
    'arn:aws:sts::1:assumed-role/AWSReservedSSO_/',
    'i-0',
    ':',
    'true',
  ),
);
const types = fc.constantFrom(
  ...[
    'Root',
    'IAMUser',
    'AssumedRole',
    'Role',
    'FederatedUser',
    'SAMLUser',
    'WebIdentityUser',
    'AWSAccount',
    'AWSService',
  ],
  ...['Directory', 'IdentityCenterUser', 'Unknown', 'constructor', '__proto__'],
);
const issuer = fc.record({ type: text, userName: maybe(text), arn: maybe(text) }, { requiredKeys: [] });
const session = fc.record(
  {
    attributes: maybe(
      fc.record({ mfaAuthenticated: maybe(fc.constantFrom('true', 'false', true)) }, { requiredKeys: [] }),
    ),
    sessionIssuer: maybe(issuer),
    webIdFederationData: maybe(fc.record({ federatedProvider: text, attributes: maybe(fc.dictionary(text, text)) })),
    sourceIdentity: maybe(text),
    assumedRoot: maybe(text),
  },
  { requiredKeys: [] },
);
const identity = fc.record(
  {
    type: maybe(types),
    arn: maybe(text),
    userName: maybe(text),
    principalId: maybe(text),
    accountId: maybe(text),
    accessKeyId: maybe(text),
    invokedBy: maybe(text),
    identityProvider: maybe(text),
    sessionContext: maybe(session),
    onBehalfOf: json,
    inScopeOf: json,
  },
  { requiredKeys: [] },
);
const record = fc.record(
  {
    userIdentity: maybe(identity),
    eventName: maybe(
      fc.constantFrom('ConsoleLogin', 'CheckMfa', 'UserAuthentication', 'RunInstances', 'PutBucketAcl', 'toString'),
    ),
    eventSource: maybe(
      fc.constantFrom('signin.amazonaws.com', 'ec2.amazonaws.com', 's3.amazonaws.com', 'sts.amazonaws.com'),
    ),
    eventID: maybe(text),
    eventTime: maybe(text),
    awsRegion: maybe(text),
    sourceIPAddress: maybe(fc.oneof(fc.ipV4(), fc.ipV6(), text)),
    userAgent: maybe(text),
    additionalEventData: maybe(
      fc.dictionary(fc.constantFrom('MFAUsed', 'CredentialType', 'SwitchFrom', 'UserName'), json),
    ),
    requestParameters: json,
    responseElements: json,
    serviceEventDetails: json,
    resources: json,
    insightDetails: json,
    errorCode: json,
    recipientAccountId: json,
    vpcEndpointId: json,
  },
  { requiredKeys: [] },
);
// Through JSON, as records come: it knows no -0.
const detail = fc
  .oneof(record, fc.dictionary(fc.string(), json))
  .map((value): JsonObject => JSON.parse(JSON.stringify(value)));

const alert = {
  summary: '{identity.name} {change} {event.requestParameters} {event.userIdentity} {insight.ratioText|"-"}',
  fields: { Resource: '{resources.0.name}', Event: '{event}' },
};
const runbook = ['`aws {event.requestParameters} {identity.arn}`'];

/** The finding of a record of which others with the same keys were looked at before. */
function thirdInTurn(record: JsonObject): Finding {
  const findingOfTurn = findingsInTurn(NOTHING_KNOWN);
  for (let turn = 1; turn < 3; turn += 1) JSON.stringify(findingOfTurn(rule, toEvent({ ...record })).finding);
  return findingOfTurn(rule, toEvent(record)).finding;
}

describe('whatever JSON stands in a record', () => {
  test('a finding is derived, with words for all that people read', () => {
    fc.assert(
      fc.property(detail, (record) => {
        const finding = findingOf(record, { alert, runbook });
        const { name, label, chain, human } = finding.identity;
        const words = [
          name,
          label,
          ...chain,
          finding.mfa.reason,
          finding.summary,
          ...(human === undefined ? [] : [human]),
        ];
        for (const word of words) {
          expect(word.trim()).not.toBe('');
          expect(word).not.toMatch(/\p{Cc}/u);
          if (!/undefined|\[object/.test(JSON.stringify(record))) expect(word).not.toMatch(/undefined|\[object/);
        }
        expect(chain.length).toBeGreaterThan(0);
        expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
      }),
      { numRuns: 1000 },
    );
  });

  test('findings that are looked at in turn show nothing of those before, for each rule that their event meets', () => {
    const alerting = { ...rule, alert, runbook };
    fc.assert(
      fc.property(fc.array(detail, { minLength: 2, maxLength: 6 }), (records) => {
        const findingOfTurn = findingsInTurn(NOTHING_KNOWN);
        for (const event of [...records, ...records].map(toEvent)) {
          for (const met of [alerting, { ...alerting, id: 'a/other' }]) {
            const expected = deriveFinding(met, event, NOTHING_KNOWN);
            const { finding, unredacted } = findingOfTurn(met, event);
            expect(JSON.stringify(finding)).toBe(JSON.stringify(expected));
            expect(unredacted().event).toBe(event.detail);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('two fields of a record that have the same keys keep their own values, looked at in turn', () => {
    const record = { requestParameters: { bucketName: 'a' }, responseElements: { bucketName: 'b' } };
    expect(thirdInTurn(record).event).toEqual(record);
  });

  test('nor does a field without a name take the place of the record', () => {
    const record = { eventID: 'a', '': { eventID: 'b', '': 'c' } };
    const { event } = thirdInTurn(record);
    expect(JSON.stringify(event)).toBe(JSON.stringify(record));
    expect(event.eventID).toBe('a');
  });

  test('the same record gives the same finding', () => {
    fc.assert(fc.property(detail, (record) => expect(findingOf(record)).toEqual(findingOf(structuredClone(record)))));
  });

  test('a key such as __proto__ does no harm', () => {
    const record = JSON.parse(
      '{"eventName":"CreateUser","__proto__":{"eventID":"x"},"userIdentity":{"__proto__":{"type":"Root"},"type":"IAMUser","userName":"alice"},"requestParameters":{"__proto__":{"userName":"bob"}}}',
    );
    const finding = findingOf(record);
    expect(finding.identity).toMatchObject({ type: 'IAMUser', name: 'alice' });
    expect(JSON.stringify(finding.event)).toBe(JSON.stringify(record));
    expect(Object.hasOwn({}, 'eventID') || 'eventID' in {}).toBe(false);
  });

  test('a record of a megabyte and one of a hundred thousand levels come through, bounded', () => {
    const wide = findingOf({ eventName: 'RunInstances', requestParameters: { items: Array(200_000).fill('x') } });
    const deep = findingOf({ requestParameters: JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) });
    for (const finding of [wide, deep]) expect(JSON.stringify(finding).length).toBeLessThan(200_000);
  });
});
