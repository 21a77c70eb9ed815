import type { Hub, Senders } from './hub.ts';
import { ParameterError } from './parameter-error.ts';

const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;
const ACCOUNT = /^\d{12}$/;
/** A bus policy may have 10,240 characters; the ARN of an account's root takes up to 45. */
const MAX_ACCOUNTS = 200;
/** EventBridge names no maximum for the days of an archive; they are an integer of 32 bits. */
const MAX_DAYS = 2 ** 31 - 1;

/**
 * The hub that the parameters `hub` and `archiveDays` of a deployment ask for; undefined where `hub` is empty.
 * @throws ParameterError
 */
export function parseHub(hub: unknown, archiveDays: unknown): Hub | undefined {
  const days = String(archiveDays).trim();
  const faults: string[] = [];
  if (!/^\d+$/.test(days) || Number(days) > MAX_DAYS) {
    faults.push(
      `archiveDays: must be a whole number of days up to ${MAX_DAYS}, 0 for no archive, is "${archiveDays}": --param="archiveDays=7"`,
    );
  }
  const senders = String(hub).trim() === '' ? undefined : parseSenders(String(hub), faults);
  if (faults.length > 0) throw new ParameterError(faults);
  return senders && { senders, archiveDays: Number(days) };
}

function parseSenders(text: string, faults: string[]): Senders | undefined {
  const names = text.split(',').map((name) => name.trim());
  const [first = ''] = names;
  if (names.length === 1 && first === 'self') return { kind: 'self' };
  if (names.length === 1 && first.startsWith('o-')) {
    if (!ORGANIZATION.test(first)) {
      faults.push(
        `hub: "${first}" is no organisation id: "o-" and 10 to 32 lower-case letters or digits, as "aws organizations describe-organization" tells it`,
      );
    }
    return { kind: 'organization', id: first };
  }
  const wrong = names.filter((name) => !ACCOUNT.test(name));
  if (wrong.length > 0) {
    faults.push(
      `hub: ${wrong.map((name) => `"${name}"`).join(', ')}: no account id, which has 12 digits; give one organisation id (o-…), account ids with commas between them, or self`,
    );
  }
  const ids = [...new Set(names)];
  if (ids.length > MAX_ACCOUNTS) {
    faults.push(
      `hub: ${ids.length} accounts, of which the policy of a bus holds ${MAX_ACCOUNTS}: give your organisation id`,
    );
  }
  return { kind: 'accounts', ids };
}
