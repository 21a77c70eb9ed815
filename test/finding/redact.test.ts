import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/finding/index.ts';
import { redact } from '../../src/finding/redact.ts';
import { findingOf } from './cases.ts';

const SECRET = 'hunter2-correct-horse';
/** In the form of AWS's secret access keys, made up. */
const AWS_SECRET_KEY = 'aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7b';
const JWT = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.${'x1y2z3'.repeat(6)}`;
const PEM = `-----BEGIN RSA PRIVATE KEY-----\nMIIB${'A'.repeat(60)}\n-----END RSA PRIVATE KEY-----`;

function redacted(requestParameters: unknown): unknown {
  return redact({ requestParameters }).requestParameters;
}

describe('redact hides', () => {
  test.each([
    ['password', { password: SECRET }],
    ['newPassword', { newPassword: SECRET }],
    ['masterUserPassword', { masterUserPassword: SECRET }],
    ['a list of passwords', { passwords: [SECRET] }],
    ['a password that is a number', { password: 73_914_265 }],
    ['secretString', { secretString: SECRET }],
    ['secretBinary', { secretBinary: SECRET }],
    ['SecretAccessKey', { credentials: { secretAccessKey: SECRET } }],
    ['sessionToken', { credentials: { sessionToken: SECRET } }],
    ['client_secret', { client_secret: SECRET }],
    ['authToken', { authToken: SECRET }],
    ['x-api-key', { 'x-api-key': SECRET }],
    ['Authorization', { headers: { Authorization: SECRET } }],
    ['privateKey', { privateKey: SECRET }],
    ['userData', { userData: SECRET }],
    ['userData with a value', { userData: { value: SECRET } }],
    ['plaintext', { plaintext: SECRET }],
    ['connectionString', { connectionString: SECRET }],
    ['authenticationCode1', { authenticationCode1: SECRET }],
    ['a variable of a container', { environment: [{ name: 'DB_PASSWORD', value: SECRET }] }],
    ['a parameter of a stack', { parameters: [{ parameterKey: 'DbPassword', parameterValue: SECRET }] }],
    ['JSON in a text', { body: JSON.stringify({ user: 'alice', password: SECRET }) }],
    ['JSON in JSON in a text', { body: JSON.stringify({ inner: JSON.stringify({ api_key: SECRET }) }) }],
    ['JSON with a password of several words', { body: JSON.stringify({ password: `two ${SECRET} "three" words` }) }],
    [
      'JSON in JSON with such a password',
      { body: JSON.stringify({ a: JSON.stringify({ secret: `two ${SECRET}` }), b: 1 }) },
    ],
    ['a quoted assignment', { commands: [`PASSWORD='two ${SECRET}' run`] }],
    ['a key of an Azure account', { value: `AccountName=a;AccountKey=${SECRET};` }],
    ['an assignment in a script', { commands: [`export DB_PASSWORD=${SECRET}; run`] }],
    ['an option of a command', { commands: [`mysql -u root --password ${SECRET}`] }],
    ['a query of an address', { url: `https://example.com/?token=${SECRET}&x=1` }],
    ['a password in an address', { url: `postgres://app:${SECRET}@db.example.com/orders` }],
    ['a connection string', { value: `Server=db;User Id=app;Password=${SECRET};` }],
    ['a bearer header', { header: `Bearer ${SECRET}` }],
  ])('%s', (_, parameters) => {
    expect(JSON.stringify(redacted(parameters))).not.toMatch(/hunter2|73914265/);
  });

  test.each([
    ['an AWS secret access key', AWS_SECRET_KEY],
    ['a JSON Web Token', JWT],
    ['a private key', PEM],
    ['a private key that is cut off', PEM.slice(0, 60)],
    ['an AWS session token', `IQoJb3JpZ2luX2Vj${'A1b2'.repeat(40)}`],
    ['a Slack token', ['xoxb', '123456789012', 'abcdefghijklmnop'].join('-')],
    ['a GitHub token', `ghp_${'a1B2'.repeat(9)}`],
  ])('%s by its form, wherever it stands', (_, secret) => {
    const shown = JSON.stringify(redacted({ description: `see ${secret} there`, list: [secret] }));
    expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(shown).toContain('[redacted]');
  });
});

describe('redact keeps', () => {
  test.each([
    ['the name of a secret', { secretId: 'prod/db' }],
    ['the ARN of a secret', { secretId: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf' }],
    [
      'tokens that page a list',
      { nextToken: 'abc', paginationToken: 'abc', clientRequestToken: 'abc', clientToken: 'abc' },
    ],
    [
      'settings about passwords',
      { passwordResetRequired: true, minimumPasswordLength: 14, allowUsersToChangePassword: true },
    ],
    ['counts of tokens', { maxTokens: 300, inputTokens: 12 }],
    ['an access key id', { accessKeyId: 'AKIAEXAMPLEEXAMPLE01' }],
    ['a hash', { sha1: '0123456789abcdef0123456789abcdef01234567' }],
    [
      'a policy document',
      { policyDocument: '{"Statement":[{"Action":"secretsmanager:GetSecretValue","Resource":"*"}]}' },
    ],
    ['an error message about tokens', { errorMessage: 'The security token included in the request is invalid.' }],
    ['that nothing was there', { password: '', secret: null }],
    ["CloudTrail's own note", { password: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
    ['a certificate', { certificate: `-----BEGIN CERTIFICATE-----\nMIIB${'A'.repeat(60)}` }],
  ])('%s', (_, parameters) => {
    expect(redacted(parameters)).toEqual(parameters);
  });

  test('what stands around a secret in a text', () => {
    const body = JSON.stringify({ user: 'alice', password: 'a "b" c', note: 'kept' });
    expect(redacted({ body })).toEqual({ body: '{"user":"alice","password":"[redacted]","note":"kept"}' });
    expect(redacted('Server=db;Password=a,b}c;Timeout=5')).toBe('Server=db;Password=[redacted];Timeout=5');
  });

  test('keys that are special in JavaScript, as keys', () => {
    const record = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"name":"x"}}');
    const shown = redact(record);
    expect(JSON.stringify(shown)).toBe(JSON.stringify(record));
    expect(Object.hasOwn(shown, '__proto__')).toBe(true);
    expect('polluted' in {}).toBe(false);
  });
});

describe('redact bounds', () => {
  test('depth', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
    expect(JSON.stringify(redact(deep)).length).toBeLessThan(1000);
  });

  test('the number of values', () => {
    const list = Array.from({ length: 300_000 }, (_, index) => index);
    expect(JSON.stringify(redact({ list })).length).toBeLessThan(200_000);
  });

  test('the length of a text', () => {
    expect(redact({ text: 'x '.repeat(500_000) }).text).toMatch(/^(x )+… \(967232 characters cut\)$/);
  });

  test.each(['-a', 'a://a:', 'eyJ-', 'password ', '-----BEGIN ', '--token '])(
    'its work on a text full of "%s"',
    (unit) => {
      const text = unit.repeat(Math.floor(32_768 / unit.length));
      expect(redact({ text }).text).toHaveLength(text.length);
    },
  );
});

test.each<[string, (finding: Finding) => string]>([
  ['looked at', (finding) => inspect(finding, { showHidden: true, getters: true, depth: null })],
  ['looked at without its getters', (finding) => inspect(finding, { showHidden: true, depth: null })],
  ['copied', (finding) => JSON.stringify({ ...finding })],
  ['cloned', (finding) => JSON.stringify(structuredClone(finding))],
])('a finding that is %s shows no secret, whether it was read before or not', (_, look) => {
  const finding = findingOf({
    requestParameters: { password: SECRET },
    password: SECRET,
    userAgent: `token=${SECRET}`,
  });
  expect(look(finding)).not.toContain(SECRET);
  expect(finding.event.requestParameters).toEqual({ password: '[redacted]' });
  expect(look(finding)).not.toContain(SECRET);
});

test('no field of a finding shows a secret, whatever its rule asks for', () => {
  const record = {
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateLoginProfile',
    userAgent: `tool token=${SECRET}`,
    errorMessage: `password=${SECRET}`,
    userIdentity: { type: 'IAMUser', userName: `postgres://a:${SECRET}@example.com` },
    requestParameters: { userName: AWS_SECRET_KEY, password: SECRET, name: JWT },
    responseElements: { loginProfile: { password: SECRET } },
    resources: [{ ARN: `arn:aws:s3:::bucket?token=${SECRET}` }],
  };
  const finding = findingOf(record, {
    alert: {
      summary: '{identity.name} {event.requestParameters} {event.responseElements.loginProfile.password}',
      fields: { Password: '{event.requestParameters.password}', Agent: '{network.userAgent}' },
    },
    runbook: ['`aws iam x {event.requestParameters.password} {event.requestParameters.userName}`'],
  });
  const text = JSON.stringify(finding);
  for (const secret of [SECRET, AWS_SECRET_KEY, JWT]) expect(text).not.toContain(secret);
});
