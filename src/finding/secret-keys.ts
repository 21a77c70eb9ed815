import type { JsonObject } from '../cloudtrail/json.ts';
import { remember } from '../remember.ts';
import { flagText } from './person.ts';

/**
 * What may not be shown under a key: `all` beneath it; `texts`, which leaves it to the keys of an object that stands there, as in
 * `credentials: { accessKeyId, secretAccessKey }`; `nothing`.
 */
export type Secrecy = 'nothing' | 'texts' | 'all';

/** What programs put behind the word itself. */
const ENCODING = '(?:base64|b64|pem|der|value|data|text|plaintext|encoded|json|hash|\\d{1,2})?';

/** Ends of keys beneath which all is secret, compared in lower case without `-`, `_`, `.` and spaces. */
const ALL = new RegExp(
  `(?:passwords?|passwd|pwd|(?<!by|com|tres|sur|over)pass|passphrase|passcode|secret(?:access)?key|secret(?:string|binary)|token|tokencode|authenticationcode|authorizationcode|authcode|confirmationcode|verificationcode|activationcode|mfacode|otp|(?:private|api|shared|signing|auth|account|storage|hmac)key|keymaterial|plaintext|userdata|connectionstring|dsn|authorization|cookie|samlassertion|clientassertion|codeverifier|devicecode|base32stringseed|totpseed|qrcodepng|keytab|basicauth|basicauthcredentials|securitydbencryption|jwt)${ENCODING}$`,
);

/** Ends of keys of which only texts are secret, alone or in a list. */
const TEXTS =
  /(?:secrets?(?:value|hash|base64|\d{1,2})?|tokens|apikeys|credentials?|signature|(?:encryption|master|session)key|assertion)$/;

/** Tokens that page a list or make a call idempotent open no door, and `maxTokens` counts words for a language model. In snake case. */
const HARMLESS =
  /(?:^|_)(?:next|page|pagination|continuation|client|request|idempotency|starting|start|forward|backward|marker|max|min|input|output|total|used|count|sync|change|lock|sequence|update|http)_?tokens?$/;

/** Names of variables such as `REDIS_AUTH`; `auth` is a setting elsewhere. */
const AUTH_VARIABLE = /^(?:[A-Z0-9]+_)+AUTH$/;

/** CloudTrail's keys are few and come again in every record. */
const MOST_KEYS = 5000;

/** What of the value under this key may not be shown. `secretId`, `passwordResetRequired` and `nextToken` may be. */
export const secrecyOf = remember((key): Secrecy => {
  if (AUTH_VARIABLE.test(key)) return 'all';
  const words = key.replace(/([a-z0-9])(?=[A-Z])/g, '$1_').toLowerCase();
  if (HARMLESS.test(words)) return 'nothing';
  const plain = words.replace(/[-_. ]/g, '');
  if (ALL.test(plain)) return 'all';
  return TEXTS.test(plain) ? 'texts' : 'nothing';
}, MOST_KEYS);

/** What a key can tell of the values beside it: it names them, says of what type they are, or that they are secret. */
type Role = 'name' | 'type' | 'flag' | 'none';

const NAME =
  /^(?:(?:env|environment|parameter|variable|environmentvariable|attribute|option|header|field|property|config|configuration|setting|secret|tag)?(?:name|key)|variable|attribute|header|field|property|parameter|option)$/;
const FLAG = /^(?:is)?(?:value)?(?:secret|sensitive|secure|masked|noecho)$/;

const roleOf = remember((key): Role => {
  const plain = key.toLowerCase().replace(/[-_]/g, '');
  if (NAME.test(plain)) return 'name';
  if (plain.endsWith('type')) return 'type';
  return FLAG.test(plain) ? 'flag' : 'none';
}, MOST_KEYS);

/** Keys of the value of a pair. */
const isValueKey = remember(
  (key) => /(?:values?|val|contents?|text|default|initial)$/i.test(key) || /^data$/i.test(key),
  MOST_KEYS,
);

/**
 * How much of each key of an object may not be shown. The value of a pair is secret if its name is (`{ name: DB_PASSWORD, value }`), if a
 * flag says so (`isValueSecret`), or its type does (SSM's `SecureString`). `secretValues` says that all values are.
 */
export function compileSecrecy(object: JsonObject, secretValues: boolean): (key: string) => Secrecy {
  if (!secretValues && !isSecretPair(object)) return secrecyOf;
  return (key) => (isValueKey(key) ? 'all' : secrecyOf(key));
}

function isSecretPair(object: JsonObject): boolean {
  for (const key in object) {
    const role = roleOf(key);
    if (role !== 'none' && Object.hasOwn(object, key) && tellsSecret(role, object[key])) return true;
  }
  return false;
}

function tellsSecret(role: Role, value: unknown): boolean {
  switch (role) {
    case 'name':
      return typeof value === 'string' && secrecyOf(value) !== 'nothing';
    case 'type':
      return value === 'SecureString';
    case 'flag':
      return flagText(value) === 'true';
    case 'none':
      return false;
  }
}

/** Calls whose `value` is a secret without saying so: the key that API Gateway is given, or gives. */
const CALLS_OF_VALUES = ['CreateApiKey', 'GetApiKey', 'UpdateApiKey', 'GetApiKeys'];

export function hasSecretValues(record: JsonObject): boolean {
  return typeof record.eventName === 'string' && CALLS_OF_VALUES.includes(record.eventName);
}

/** Whether a text may be shown whatever its key: it is empty, a flag, a name that AWS resolves, or CloudTrail's own note. */
export function saysNothing(value: string): boolean {
  return (
    value === '' ||
    /^(?:true|false)$/i.test(value) ||
    /^(?:\*+|\.+|(?:value )?hidden[ _]due[ _]to[ _][\w ]{1,60}\.?)$/i.test(value) ||
    /^arn:aws[\w-]{0,10}:[\w-]{1,40}:[\w-]{0,30}:\d{0,12}:[\w+=,.@:/-]{1,600}$/.test(value) ||
    /^\{\{resolve:[\w-]{1,20}:[\w+=,.@:/-]{1,600}\}\}$/.test(value)
  );
}
