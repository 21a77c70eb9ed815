import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { eventBridgeDestination } from '../notify/eventbridge.ts';
import { DeliveryError, type Destination, type ThreadDestination } from '../notify/index.ts';
import { slackDestination } from '../notify/slack.ts';
import { snsDestination } from '../notify/sns.ts';
import type { DestinationSettings, Settings } from '../settings/settings.ts';

/** How long a secret stays in memory: a rotated token is used within five minutes. */
const SECRET_MAX_AGE_SECONDS = 300;

/** The destinations of a site, by name. */
export function openDestinations(
  { destinations }: Settings,
  environment: NodeJS.ProcessEnv,
): ReadonlyMap<string, Destination | ThreadDestination> {
  return new Map(
    Object.entries(destinations).map(([name, settings]) => [name, openDestination(name, settings, environment)]),
  );
}

function openDestination(
  name: string,
  settings: DestinationSettings,
  environment: NodeJS.ProcessEnv,
): Destination | ThreadDestination {
  switch (settings.type) {
    case 'slack':
      return slackDestination({
        name,
        channel: settings.channel,
        token: () => botToken(name, settings['token-parameter']),
        readsHistory: settings['reads-history'],
        now: Date.now,
        ...(environment.SLACK_API_URL && { apiUrl: environment.SLACK_API_URL }),
      });
    case 'sns':
      return snsDestination({ name, topicArn: settings.topic, format: settings.format });
    case 'eventbridge':
      return eventBridgeDestination({ name, bus: settings.bus });
  }
}

async function botToken(destination: string, parameter: string): Promise<string> {
  const store = `store the bot token with: aws ssm put-parameter --type SecureString --name ${parameter} --value xoxb-…`;
  let token: string | undefined;
  try {
    token = await getParameter(parameter, { decrypt: true, maxAge: SECRET_MAX_AGE_SECONDS });
  } catch (cause) {
    throw new DeliveryError(destination, 'misconfigured', `SSM parameter ${parameter} cannot be read; ${store}`, {
      cause,
    });
  }
  if (!token) throw new DeliveryError(destination, 'misconfigured', `SSM parameter ${parameter} is empty; ${store}`);
  return token;
}
