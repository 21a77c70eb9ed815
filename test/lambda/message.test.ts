import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '../../src/lambda/message.ts';
import { checkStart } from '../../src/lambda/start.ts';
import { NO_SETTINGS } from '../../src/settings/load.ts';

const event = {
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventName: 'A', eventSource: 'iam.amazonaws.com' },
};

describe('a message from a rule', () => {
  test('names its rule and carries its event', () => {
    expect(parseMessage(JSON.stringify({ rule: 'iam/a', event }))).toMatchObject({ rule: 'iam/a', event });
  });

  test.each([
    ['is not JSON', '{'],
    ['names no rule', JSON.stringify({ event })],
    ['names no rule', 'null'],
    ['carries no CloudTrail event', JSON.stringify({ rule: 'a', event: null })],
    ['carries no CloudTrail event', JSON.stringify({ rule: 'a', event: { 'detail-type': 'x', detail: {} } })],
  ])('that %s is refused', (what, body) => {
    expect(() => parseMessage(body)).toThrow(`the message ${what}`);
  });
});

describe('a handler at its start', () => {
  const settings = {
    ...NO_SETTINGS,
    destinations: {
      team: { type: 'sns' as const, topic: 'arn:aws:sns:us-east-1:123456789012:a', format: 'text' as const },
    },
    routes: [{ notify: ['team'] }],
  };
  const environment = {
    TRAILBELL_COUNTRY_DB: 'country.mmdb',
    TRAILBELL_STATE_TABLE: 'trailbell-test-state',
    LAMBDA_TASK_ROOT: '/var/task',
  };

  test('finds the country database beside its code', () => {
    expect(checkStart({ rules: [], settings }, environment)).toEqual({
      countryDatabase: '/var/task/country.mmdb',
      stateTable: 'trailbell-test-state',
    });
  });

  test.each([
    ['set "destinations"', { ...settings, destinations: {} }, environment],
    ['end "routes" with one that has no "when"', { ...settings, routes: [] }, environment],
    ['TRAILBELL_COUNTRY_DB is not set', settings, {}],
    ['TRAILBELL_STATE_TABLE is not set', settings, { TRAILBELL_COUNTRY_DB: 'country.mmdb' }],
  ])('says what to set: %s', (expected, site, from) => {
    expect(() => checkStart({ rules: [], settings: site }, from)).toThrow(expected);
  });
});
