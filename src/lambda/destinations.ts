import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import type { Finding } from '../finding/finding.ts';
import { DeliveryError, type Destination, slackDestination, snsDestination } from '../notify/index.ts';
import type { DestinationSettings, Settings } from '../settings/settings.ts';

/** How long a secret stays in memory: a rotated token is used within five minutes. */
const SECRET_MAX_AGE_SECONDS = 300;

/** Tells a finding to the named destinations of a site, all at once; rejects with every failure if any did not take it. */
export function openDestinations({ destinations }: Settings, environment: NodeJS.ProcessEnv) {
  const open = new Map(
    Object.entries(destinations).map(([name, settings]) => [name, openDestination(name, settings, environment)]),
  );
  return async (finding: Finding, names: readonly string[]): Promise<void> => {
    const results = await Promise.allSettled(
      names.map(async (name) => {
        const destination = open.get(name);
        if (!destination) throw new DeliveryError(name, 'misconfigured', 'no such destination in trailbell.yml');
        await destination.send(finding);
      }),
    );
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, failures.map(({ message }) => message).join('; '));
  };
}

function openDestination(name: string, settings: DestinationSettings, environment: NodeJS.ProcessEnv): Destination {
  switch (settings.type) {
    case 'slack':
      return slackDestination({
        name,
        channel: settings.channel,
        token: () => botToken(name, settings['token-parameter']),
        ...(environment.SLACK_API_URL && { apiUrl: environment.SLACK_API_URL }),
      });
    case 'sns':
      return snsDestination({ name, topicArn: settings.topic, format: settings.format });
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
