import { AccountNotFoundException, DescribeAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { rememberAnswers } from './answer.ts';
import type { ClientConfig } from './client-config.ts';

const KEEP_NAME_MS = 60 * 60_000;

/** Names of accounts by id, from Organizations; undefined for an account of another organization. */
export function openAccountNames({ config, now }: { readonly config: ClientConfig; readonly now: () => number }) {
  const organizations = new OrganizationsClient(config);
  const accountName = rememberAnswers<string | undefined>({ keepMs: KEEP_NAME_MS, now });

  return (id: string, signal: AbortSignal) =>
    accountName({
      key: id,
      action: 'organizations:DescribeAccount',
      signal,
      ask: async () => {
        const command = new DescribeAccountCommand({ AccountId: id });
        try {
          return (await organizations.send(command, { abortSignal: signal })).Account?.Name;
        } catch (error) {
          if (error instanceof AccountNotFoundException) return undefined;
          throw error;
        }
      },
    });
}
