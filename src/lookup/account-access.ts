import { IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Answer, rememberAnswers } from './answer.ts';
import type { ClientConfig } from './client-config.ts';

/** Assumed sessions last an hour. */
const KEEP_CLIENT_MS = 30 * 60_000;

export interface Account {
  /** Twelve digits. */
  readonly id: string;
  readonly partition: string;
}

export interface AccessOptions {
  /** Name of the role that is assumed in accounts other than the caller's own. */
  readonly role: string | undefined;
  readonly config: ClientConfig;
  readonly now: () => number;
}

/**
 * A client for IAM in an account: with our own credentials in our own account, else with those of the role; undefined where
 * no role is set. Our account is asked for, as a user of the same name in another account is someone else.
 */
export function openAccounts({ role, config, now }: AccessOptions) {
  const sts = new STSClient(config);
  const own = new IAMClient(config);
  const callerAccount = rememberAnswers<string | undefined>({ keepMs: KEEP_CLIENT_MS, now });
  const assumedClient = rememberAnswers<IAMClient>({ keepMs: KEEP_CLIENT_MS, now });

  return async (account: Account, signal: AbortSignal): Promise<Answer<IAMClient | undefined>> => {
    const caller = await callerAccount({
      key: '',
      action: 'sts:GetCallerIdentity',
      signal,
      ask: async () => (await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal })).Account,
    });
    if ('failure' in caller) return caller;
    if (caller.value === account.id) return { value: own };
    if (!role) return { value: undefined };
    const roleArn = `arn:${account.partition}:iam::${account.id}:role/${role}`;
    return assumedClient({
      key: roleArn,
      action: 'sts:AssumeRole',
      on: roleArn,
      signal,
      ask: async () => {
        const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'trailbell' });
        const { Credentials } = await sts.send(command, { abortSignal: signal });
        const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
        return new IAMClient({
          ...config,
          credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
        });
      },
    });
  };
}
