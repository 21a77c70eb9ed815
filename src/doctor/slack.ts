import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { LogLevel, WebAPIPlatformError, WebClient } from '@slack/web-api';
import { AskError, ask, askWhether, type Probe } from './ask.ts';
import { broken, type Check, fine, warning } from './check.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';

/** A bot token, and the channels that it is for. */
export interface Bot {
  /** Name of the SSM parameter that holds the token. */
  readonly parameter: string;
  readonly channels: readonly string[];
  /** Those that it is to read: `reads-history`. */
  readonly read: readonly string[];
}

/** What Slack says of a bot. */
export interface SeenBot {
  readonly isSecure: boolean;
  readonly team: string;
  readonly user: string;
  readonly scopes: readonly string[];
  /** Channels that could be asked about, by id. */
  readonly channels: ReadonlyMap<string, SeenChannel>;
  /** Slack's word for why it may not read a channel, by the channel's id; undefined where it may. */
  readonly unread: ReadonlyMap<string, string | undefined>;
}

export interface SeenChannel {
  readonly name?: string;
  /** Slack's word for why it has none to show, such as `channel_not_found`. */
  readonly error?: string;
  readonly isArchived?: boolean;
  readonly isMember?: boolean;
}

export function slackProbes(clients: Clients, { settings }: Deployment, apiUrl?: string): readonly Probe[] {
  const slack = Object.values(settings.destinations).flatMap((each) => (each.type === 'slack' ? [each] : []));
  const parameters = [...new Set(slack.map((each) => each['token-parameter']))];
  return parameters.map((parameter) => {
    const all = slack.filter((each) => each['token-parameter'] === parameter);
    const channels = [...new Set(all.map(({ channel }) => channel))];
    const read = all.filter((each) => each['reads-history']).map(({ channel }) => channel);
    const bot = { parameter, channels, read: [...new Set(read)] };
    return {
      subject: 'slack',
      about: `the Slack token ${parameter} and its channels`,
      look: async () => judgeBot(bot, await readBot(clients, bot, apiUrl)),
    };
  });
}

/** What is known of a bot; the word of Slack or SSM where its token is of no use. */
async function readBot(
  { ssm }: Clients,
  { parameter, channels, read }: Bot,
  apiUrl?: string,
): Promise<SeenBot | string> {
  const stored = await askWhether('ssm:GetParameter', ['ParameterNotFound'], () =>
    ssm.send(new GetParameterCommand({ Name: parameter, WithDecryption: true })),
  );
  if (!stored?.Parameter?.Value) return 'ParameterNotFound';
  const slack = new WebClient(stored.Parameter.Value, {
    logLevel: LogLevel.ERROR,
    retryConfig: { retries: 1 },
    timeout: 10_000,
    ...(apiUrl && { slackApiUrl: apiUrl }),
  });
  const bot = await askSlack('auth.test', () => slack.auth.test());
  if (typeof bot === 'string') return bot;
  const { response_metadata: { scopes = [] } = {}, team = '', user = '' } = bot;
  const readable = channels.filter(
    (channel) => !channel.startsWith('#') && scopes.some((scope) => READS.includes(scope)),
  );
  const seen = readable.map(async (channel): Promise<readonly [string, SeenChannel]> => {
    const answer = await askSlack('conversations.info', () => slack.conversations.info({ channel }));
    if (typeof answer === 'string') return [channel, { error: answer }];
    const { name, is_archived: isArchived = false, is_member: isMember = false } = answer.channel ?? {};
    return [channel, { ...(name && { name }), isArchived, isMember }];
  });
  const unread = read.map(async (channel): Promise<readonly [string, string | undefined]> => {
    const answer = await askSlack('conversations.history', () => slack.conversations.history({ channel, limit: 1 }));
    return [channel, typeof answer === 'string' ? answer : undefined];
  });
  return {
    isSecure: stored.Parameter.Type === 'SecureString',
    team,
    user,
    scopes,
    channels: new Map(await Promise.all(seen)),
    unread: new Map(await Promise.all(unread)),
  };
}

/** Scopes that let a bot ask about channels. */
const READS = ['channels:read', 'groups:read'];

/** What Slack answers; its word where it refuses. */
async function askSlack<Answer>(method: string, call: () => Promise<Answer>): Promise<Answer | string> {
  try {
    return await ask(`Slack's ${method}`, call);
  } catch (error) {
    if (error instanceof AskError && error.cause instanceof WebAPIPlatformError) return error.cause.data.error;
    throw error;
  }
}

export function judgeBot({ parameter, channels }: Bot, seen: SeenBot | string): Check[] {
  const store = `aws ssm put-parameter --type SecureString --overwrite --name ${parameter} --value xoxb-…`;
  if (typeof seen === 'string') {
    const text =
      seen === 'ParameterNotFound'
        ? `there is no SSM parameter ${parameter}, which should hold the bot token`
        : `Slack answers ${seen} to the token in ${parameter}`;
    return [
      broken('slack/token', { text, mend: `install the app again (docs/slack-app.yml) and store its token: ${store}` }),
    ];
  }
  const { user, team, scopes } = seen;
  if (!scopes.includes('chat:write')) {
    return [
      broken('slack/scopes', {
        text: `bot ${user} in ${team} has not the scope chat:write, so it cannot post`,
        mend: 'add chat:write to the Slack app under "OAuth & Permissions" and install it again',
      }),
    ];
  }
  return [
    ...(seen.isSecure
      ? []
      : [warning('slack/parameter', { text: `parameter ${parameter} holds the token unencrypted`, mend: store })]),
    fine('slack/token', `bot ${user} in ${team} works, with ${scopes.join(', ')}`),
    ...channels.map((channel) => judgeChannel(channel, seen)),
    ...[...seen.unread].map(([channel, error]) => judgeReading(channel, { user, error })),
  ];
}

/** A bot that may not read repeats what got no answer, and says that it may be there twice. */
function judgeReading(channel: string, { user, error }: { readonly user: string; readonly error: string | undefined }) {
  if (!error) return fine('slack/history', `bot ${user} may look in ${channel} for what got no answer`);
  return warning('slack/history', {
    text: `bot ${user} may not read ${channel}, as "reads-history" has it: Slack answers ${error}`,
    mend:
      error === 'missing_scope'
        ? 'give the Slack app the scope channels:history (groups:history for a private channel), and install it again'
        : `/invite @${user} in that channel`,
  });
}

/** A bot that may only write can be asked nothing about a channel: posting would tell, and the doctor does not post. */
function judgeChannel(channel: string, { channels, scopes, user }: SeenBot): Check {
  const seen = channels.get(channel);
  if (!seen) {
    return fine(
      'slack/channel',
      `${channel}: only a message tells whether bot ${user} may post there: npx trailbell send-test`,
    );
  }
  const name = seen.name ? `#${seen.name} (${channel})` : channel;
  if (seen.error === 'missing_scope') {
    return fine(
      'slack/channel',
      `${channel} is private: only a message tells whether bot ${user} may post there: npx trailbell send-test`,
    );
  }
  if (seen.error) {
    return broken('slack/channel', {
      text: `Slack answers ${seen.error} for channel ${channel}`,
      mend: 'check the channel in trailbell.yml; invite the bot if the channel is private',
    });
  }
  if (seen.isArchived) {
    return broken('slack/channel', {
      text: `channel ${name} is archived`,
      mend: 'name another channel in trailbell.yml',
    });
  }
  if (!seen.isMember && !scopes.includes('chat:write.public')) {
    return broken('slack/channel', {
      text: `bot ${user} is not in channel ${name}`,
      mend: `/invite @${user} in that channel, or give the app the scope chat:write.public`,
    });
  }
  return fine('slack/channel', `bot ${user} may post in ${name}`);
}
