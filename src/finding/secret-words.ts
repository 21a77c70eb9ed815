import { REDACTED, type Replacement } from './secret-replacement.ts';

/** What names a secret at the end of a word, in scripts, queries, connection strings and JSON. */
const NAME = [
  'password(?:data|hash)?|passwd|pwd|passphrase|passcode|(?<![a-z])pass',
  'secret(?:[_-]?(?:string|value|binary|hash))?|secret[_-]?(?:access[_-]?)?key',
  '(?<!(?:next|page|client|request|starting|continuation|pagination|max|min|input|output|total)[_-]?)token',
  '(?:api|private|account|access|shared|signing|master|auth|encryption|storage|hmac)[_-]?key(?:[_-]?(?:value|base64))?',
  'signature|(?<![a-z])sig|credentials|basic[_-]?auth|(?<=[A-Z0-9]_)AUTH|user[_-]?data|connection[_-]?string',
  'saml[_-]?assertion|client[_-]?assertion|code[_-]?verifier|device[_-]?code|(?<![a-z])otp|totp[_-]?seed',
].join('|');
/** The colon keeps `arn:…:secret:name`. */
const WORD = `(?<!:)(?:${NAME})`;
/** Texts in texts in texts have their quotes escaped again and again. */
const QUOTE = `\\\\{0,7}["']`;
/** To the end of the quotation; without one, to the end of the word. */
const VALUE = `(?:(?<quote>${QUOTE})(?:(?!\\k<quote>)(?:[^\\\\]|\\\\.))*|[^\\s"'\\\\;&]+)`;

/** Keys in PEM, headers, addresses, and whatever stands behind the name of a secret. */
export const SECRET_WORDS: readonly Replacement[] = [
  [
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----[\s\S]*?(-----END [A-Z ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----|$)/g,
    REDACTED,
  ],
  [/\bPrivate-Lines: ?\d{1,4}[\s\S]*/g, REDACTED],
  [/\beyJ[\w-]{8,2000}\.[\w-]{8,}(\.[\w-]*)*/g, REDACTED],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,100}):[^\s/@]+@/gi, `$1:${REDACTED}@`],
  [
    /\b(hooks\.slack\.com\/(?:services|workflows|triggers)|discord(?:app)?\.com\/api\/webhooks|[\w.-]{1,60}webhook\.office\.com\/webhookb2)\/[^\s"'\\]+/g,
    `$1/${REDACTED}`,
  ],
  [
    new RegExp(
      `(\\bauthorization(?:${QUOTE})?\\s{0,9}[:=]\\s{0,9}(?:${QUOTE})?)(?:[a-z][\\w-]{1,30} +)?[^\\s"'\\\\]{6,}`,
      'gi',
    ),
    `$1${REDACTED}`,
  ],
  [/\b(Bearer|Basic|bearer|basic) +(?=[\w.~-]{0,200}[\dA-Z=+/])[\w+/=.~-]{12,}/g, `$1 ${REDACTED}`],
  [/\b((?:set-)?cookie: {0,9})[^\r\n"'\\]+/gi, `$1${REDACTED}`],
  // `{"name":"DB_PASSWORD","value":"…"}` in a text.
  [
    new RegExp(
      `(?<key>(?:name|key|variable|parameterkey)${QUOTE}\\s{0,9}:\\s{0,9}${QUOTE}[\\w.-]{0,100}(?:${NAME})${QUOTE}\\s{0,9},\\s{0,9}${QUOTE}\\w{0,20}value${QUOTE}\\s{0,9}:\\s{0,9})${VALUE}`,
      'gi',
    ),
    `$<key>$<quote>${REDACTED}`,
  ],
  [
    new RegExp(`(?<key>${WORD}(?:${QUOTE})?\\s{0,20}(?::=|=>|[=:])\\s{0,20})${VALUE}`, 'gi'),
    `$<key>$<quote>${REDACTED}`,
  ],
  [/(<(\w{0,30}(?:password|passwd|secret|token|apikey))>)[^<]{1,4000}(?=<)/gi, `$1${REDACTED}`],
];

/** What each of them holds. */
export const LOOKS_LIKE_WORD =
  /PRIVATE KEY|Private-Lines|eyJ|:\/\/[^\s/]{0,200}@|hooks\.slack|webhook|bearer |basic |authorization|cookie:|(?:passwo?r?d|pwd|pass|passphrase|passcode|secret|token|key|signature|sig|credentials|auth|string|value|binary|hash|data|base64|assertion|verifier|code|otp|seed)["'\\]{0,9}\s{0,20}(?:[=:>]|,)/i;
