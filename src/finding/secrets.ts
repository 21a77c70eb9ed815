import { remember } from '../remember.ts';

/** Stands where a secret stood. */
export const REDACTED = '[redacted]';

/** Ends of keys whose values are secret, compared in lower case without `-`, `_` and `.`. */
const SECRET_KEY =
  /(passwords?|passwd|pwd|passphrase|passcode|secrets?|secret(access)?key|secret(string|binary|value)|tokens?|tokencode|authenticationcode\d?|authorizationcode|otp|private(key|keymaterial)|apikey|encryptionkey|sharedkey|keymaterial|plaintext|userdata|connectionstring|dsn|authorization|cookie|signature)$/;

/** Tokens that page a list or make a call idempotent open no door, and `maxTokens` counts words for a language model. */
const HARMLESS_KEY =
  /(next|page|pagination|continuation|client|request|idempotency|start|starting|marker|max|min|input|output|total|used)tokens?$|^unprocessedscramsecrets$/;

/** CloudTrail's keys are few and come again in every record. */
const MOST_KEYS = 5000;

/** Names, ARNs and programs come again from event to event. */
const MOST_TEXTS = 10_000;
/** Ids and times, which do not, and hold no secret; of 36 characters, or of 20. */
const UNIQUE = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;

/** Whether a value under this key must not be shown. `secretId`, `passwordResetRequired` and `nextToken` may be. */
export const isSecretKey = remember((key) => {
  const plain = key.toLowerCase().replace(/[-_.]/g, '');
  return SECRET_KEY.test(plain) && !HARMLESS_KEY.test(plain);
}, MOST_KEYS);

/** What stands before `=` or `:` in scripts, queries, connection strings and JSON. The colon keeps `arn:…:secret:name`. */
const WORD =
  /(?<!:)(?:password|passwd|pwd|passphrase|secret|secret[_-]?(?:access[_-]?)?key|token|(?:api|private|account|access)[_-]?key|signature)/
    .source;
/** To the end of the quotation, which may be one inside another text; without one, to the end of the word. */
const VALUE = /(?:(?<quote>\\"|"|')(?:(?!\k<quote>)(?:[^\\]|\\.))*|[^\s"'\\;&]+)/.source;

/** Each with the text that stays. Repetitions are bounded where a hostile text could make them take quadratic time. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, REDACTED],
  [/\beyJ[\w-]{8,2000}\.[\w-]{8,}(\.[\w-]*)?/g, REDACTED],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,100}):[^\s/@]+@/gi, `$1:${REDACTED}@`],
  [/\b(IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)[\w+/=%-]{20,}/g, REDACTED],
  [/\b(xox[a-z]-[\w-]{10,}|gh[a-z]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,})/g, REDACTED],
  [/\b(hooks\.slack\.com\/(services|workflows|triggers))\/[\w/-]+/g, `$1/${REDACTED}`],
  [/\b(Bearer|Basic) +[\w+/=.~-]{12,}/gi, `$1 ${REDACTED}`],
  [new RegExp(`(?<key>${WORD}(?:\\\\?["'])?\\s*[=:]\\s*)${VALUE}`, 'gi'), `$<key>$<quote>${REDACTED}`],
  [/(--?(?:\w{1,30}-){0,4}(?:password|passwd|passphrase|secret|token) +)(?!-)\S+/gi, `$1${REDACTED}`],
];

/** Exactly forty characters of base64, as AWS's secret access keys are. */
const FORTY = /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;

/**
 * What some part of each form above holds. Nine in ten texts do not, and one look is cheaper than ten. Runs of letters are looked at
 * from where they begin, not from each letter.
 */
const SUSPICIOUS =
  /PRIVATE KEY|eyJ|:\/\/[^\s/]*@|IQoJ|FwoG|FQoG|AQoD|xox|gh[a-z]_|github_|glpat-|hooks\.slack|bearer |basic |(?:passwo?r?d|pwd|passphrase|secret|token|key|signature)["'\\]*\s*[=: ]|(?<![a-z0-9/+])[a-z0-9/+]{40}/i;

/** A text without the secrets that can be told by their form: keys, tokens, passwords in URLs, commands and JSON. */
export function redactText(text: string): string {
  const isShortWord = text.length < 15 && !/[=: ]/.test(text);
  const isUnique = (text.length === 36 || text.length === 20) && UNIQUE.test(text);
  return isShortWord || isUnique ? text : redactLong(text);
}

const redactLong = remember((text) => {
  if (!SUSPICIOUS.test(text)) return text;
  const without = SECRET_TEXTS.reduce((rest, [secret, stays]) => rest.replace(secret, stays), text);
  return without.replace(FORTY, (run) => (isRandom(run) ? REDACTED : run));
}, MOST_TEXTS);

/** Hashes in hexadecimal and paths in words repeat their letters; forty random characters of 64 show about thirty. */
function isRandom(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) && new Set(run).size >= 20;
}
