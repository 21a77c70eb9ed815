import { remember } from '../remember.ts';
import { LOOKS_LIKE_COMMAND, SECRET_COMMANDS } from './secret-commands.ts';
import { LOOKS_LIKE_FORM, SECRET_FORM } from './secret-forms.ts';
import { REDACTED, type Replacement } from './secret-replacement.ts';
import { LOOKS_LIKE_WORD, SECRET_WORDS } from './secret-words.ts';

/** Names, ARNs and programs come again from event to event. */
const MOST_TEXTS = 10_000;
/** Ids and times, which do not, and hold no secret; of 36 characters, or of 20. */
const UNIQUE = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;

/** Nine in ten texts look like none of them, and one look is cheaper than ten. */
export const SECRETS: readonly { readonly looksLike: RegExp; readonly secrets: readonly Replacement[] }[] = [
  { looksLike: LOOKS_LIKE_FORM, secrets: [[SECRET_FORM, REDACTED]] },
  { looksLike: LOOKS_LIKE_WORD, secrets: SECRET_WORDS },
  { looksLike: LOOKS_LIKE_COMMAND, secrets: SECRET_COMMANDS },
];

/** Runs of base64, in which forty characters may be an AWS secret access key: alone, or after or before a `/`. */
export const RUN = /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40,}(?![A-Za-z0-9/+=])/g;
const KEY_LENGTH = 40;
/** An id of a key, and a few folders: what is longer is data. */
const LONGEST_RUN = 160;

/** A text without the secrets that can be told by their form: keys, tokens, passwords in URLs, commands and JSON. */
export function redactText(text: string): string {
  const isShortWord = text.length < 15 && !/[=: ]/.test(text);
  const isUnique = (text.length === 36 || text.length === 20) && UNIQUE.test(text);
  return isShortWord || isUnique ? text : redactLong(text);
}

const redactLong = remember((text) => {
  const shown = SECRETS.reduce(
    (rest, { looksLike, secrets }) => (looksLike.test(rest) ? without(rest, secrets) : rest),
    text,
  );
  return shown.replace(RUN, redactRun);
}, MOST_TEXTS);

function without(text: string, secrets: readonly Replacement[]): string {
  return secrets.reduce((rest, [secret, stays]) => rest.replace(secret, stays), text);
}

function redactRun(run: string): string {
  if (run.length > LONGEST_RUN) return run;
  const last = run.slice(-KEY_LENGTH);
  if (isRandom(last) && (run.length === KEY_LENGTH || run.at(-KEY_LENGTH - 1) === '/')) {
    return run.slice(0, -KEY_LENGTH) + REDACTED;
  }
  const first = run.slice(0, KEY_LENGTH);
  return isRandom(first) && run[KEY_LENGTH] === '/' ? REDACTED + run.slice(KEY_LENGTH) : run;
}

/** Hashes in hexadecimal and paths in words repeat their letters; forty random characters of 64 show about thirty. */
function isRandom(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) && new Set(run).size >= 20;
}
