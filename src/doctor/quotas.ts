import type { Rule } from '@aws-sdk/client-eventbridge';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { MAX_CONCURRENCY } from '../deploy/service.ts';
import { MOST_RULES, MOST_WILDCARD_RULES } from '../lint/index.ts';
import { AskError, ask, askWhether, type Probe } from './ask.ts';
import { type Check, fine, warning } from './check.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { DEFAULT_BUS, listRules } from './event-rules.ts';

/** The quota "Number of rules" on a bus. */
const RULES_QUOTA = 'L-244521F2';
const NEAR = 0.9;

export function quotaProbes(clients: Clients, deployment: Deployment): readonly Probe[] {
  const { events, lambda } = clients;
  const bus = deployment.hub ? deployment.prefix : DEFAULT_BUS;
  return [
    {
      subject: 'quotas',
      about: `how many rules bus ${bus} has and may have`,
      look: async () => {
        const [rules, quota] = await Promise.all([listRules(events, bus), readRulesQuota(clients)]);
        return judgeBusQuotas(bus, rules, quota, deployment);
      },
    },
    {
      subject: 'quotas',
      about: 'how many functions may run at a time',
      look: async () => {
        const { AccountLimit } = await ask('lambda:GetAccountSettings', () =>
          lambda.send(new GetAccountSettingsCommand({})),
        );
        return judgeConcurrency(AccountLimit?.UnreservedConcurrentExecutions ?? 0, deployment);
      },
    },
  ];
}

/** How many rules a bus may have in this account and region; AWS's default where that may not be asked. */
async function readRulesQuota({ quotas }: Clients): Promise<number> {
  try {
    const applied = await askWhether('servicequotas:GetServiceQuota', ['NoSuchResourceException'], () =>
      quotas.send(new GetServiceQuotaCommand({ ServiceCode: 'events', QuotaCode: RULES_QUOTA })),
    );
    return applied?.Quota?.Value ?? MOST_RULES;
  } catch (error) {
    if (error instanceof AskError && error.isDenied) return MOST_RULES;
    throw error;
  }
}

export function judgeBusQuotas(
  bus: string,
  rules: readonly Pick<Rule, 'EventPattern'>[],
  quota: number,
  { region }: Deployment,
): Check[] {
  const wildcards = rules.filter(({ EventPattern = '' }) => EventPattern.includes('"wildcard"')).length;
  const isNear = rules.length > NEAR * quota;
  const isNearWildcards = wildcards > NEAR * MOST_WILDCARD_RULES;
  const used = `${rules.length} of ${quota} rules on bus ${bus}, ${wildcards} of ${MOST_WILDCARD_RULES} with wildcards`;
  if (!isNear && !isNearWildcards) return [fine('quotas/rules', used)];
  return [
    warning('quotas/rules', {
      text: used,
      mend: isNear
        ? `aws service-quotas request-service-quota-increase --service-code events --quota-code ${RULES_QUOTA} --desired-value ${2 * quota} --region ${region}; or a hub, whose bus has no others: --param="hub=self"`
        : `that one is fixed: use prefixes and suffixes, or a hub, whose bus has no others: --param="hub=self"`,
    }),
  ];
}

export function judgeConcurrency(unreserved: number, { handlers, region }: Deployment): Check[] {
  const needed = handlers.length * MAX_CONCURRENCY;
  if (unreserved >= needed)
    return [fine('quotas/concurrency', `${unreserved} invocations at a time, of which ${needed} are needed at most`)];
  return [
    warning('quotas/concurrency', {
      text: `all functions of the account share ${unreserved} invocations at a time, and these need up to ${needed}: alerts may be late`,
      mend: `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000 --region ${region}`,
    }),
  ];
}
