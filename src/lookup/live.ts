import type { Finding, Lookup } from '../finding/finding.ts';
import type { Settings } from '../settings/settings.ts';
import { openAccounts } from './account-access.ts';
import { openAccountNames } from './account-name.ts';
import { clientConfig } from './client-config.ts';
import type { LookUp, LookupOptions } from './index.ts';
import { openUsers, type User } from './user.ts';

/** What IAM takes as the name of a user; it is put into a request and, with its account, into the ARN of a role. */
const USER_NAME = /^[\w+=,.@-]{1,128}$/;
const ACCOUNT_ID = /^\d{12}$/;

const usualLimit = (): AbortSignal => AbortSignal.timeout(1_500);

/** Look-ups against AWS; their clients are made once. */
export function liveLookups(settings: Settings, { now, limit = usualLimit, place = {} }: LookupOptions): LookUp {
  const { iam, organizations, role } = settings['look-ups'];
  const config = clientConfig(place);
  const nameAccount = openAccountNames({ config, now });
  const openAccount = openAccounts({ role, config, now });
  const askAboutUser = openUsers(now);

  const lookUpAccount = async ({ account }: Finding, signal: AbortSignal) => {
    if (!organizations || account.name || !ACCOUNT_ID.test(account.id)) return { account, lookups: [] };
    const answer = await nameAccount(account.id, signal);
    if ('failure' in answer) return { account, lookups: [answer.failure] };
    return { account: { ...account, ...(answer.value && { name: answer.value }) }, lookups: [] };
  };

  const lookUpUser = async (finding: Finding, signal: AbortSignal): Promise<readonly Lookup[]> => {
    const user = iam ? userOf(finding, settings) : undefined;
    if (!user) return [];
    const client = await openAccount({ id: user.accountId, partition: finding.partition }, signal);
    if ('failure' in client) return [client.failure];
    return client.value ? askAboutUser(client.value, user, signal) : [];
  };

  return async (finding) => {
    const signal = limit();
    const [{ account, lookups }, aboutUser] = await Promise.all([
      lookUpAccount(finding, signal),
      lookUpUser(finding, signal),
    ]);
    return { ...finding, account, lookups: [...finding.lookups, ...lookups, ...aboutUser] };
  };
}

/**
 * The IAM user who acted, in an account of the site: the one whose trail the event stands in, or one that trailbell.yml
 * names. A stranger who uses a bucket of ours could else have us assume a role of theirs, and answer what they like.
 */
function userOf({ identity, account }: Finding, { accounts }: Settings): User | undefined {
  const { type, name, principalId, credential, accessKeyId, accountId = account.id } = identity;
  const isOurs = accountId === account.id || Object.hasOwn(accounts, accountId);
  if (type !== 'IAMUser' || name === principalId || !USER_NAME.test(name)) return undefined;
  if (!isOurs || !ACCOUNT_ID.test(accountId)) return undefined;
  return { accountId, name, accessKeyId: credential === 'long-term' ? accessKeyId : undefined };
}
