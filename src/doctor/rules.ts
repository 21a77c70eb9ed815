import { ruleName } from '../deploy/rules.ts';
import { once, type Probe } from './ask.ts';
import { type Check, commands, counted, fine, type Status } from './check.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { listRules, type SeenRule, sameTargets, sameTrigger, wantedRules, withTargets } from './event-rules.ts';
import { arnIn } from './template.ts';

const WIDE = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/** A wanted rule, and what stands in its place. */
interface Pair {
  readonly want: SeenRule;
  readonly is: SeenRule | undefined;
}

/** A way in which deployed rules differ from those of the files. */
interface Drift {
  readonly check: string;
  readonly status: Status;
  readonly text: string;
  readonly isSeen: (want: SeenRule, is: SeenRule) => boolean;
}

const DRIFTS: readonly Drift[] = [
  {
    check: 'rules/disabled',
    status: 'broken',
    text: 'switched off',
    isSeen: (_, is) => is.state === 'DISABLED',
  },
  {
    check: 'rules/state',
    status: 'broken',
    text: 'not sent read-only events, which the file asks for',
    isSeen: (want, is) => want.state === WIDE && is.state === 'ENABLED',
  },
  {
    check: 'rules/state',
    status: 'warning',
    text: 'sent read-only events, which the file does not ask for and which cost',
    isSeen: (want, is) => want.state === 'ENABLED' && is.state === WIDE,
  },
  {
    check: 'rules/pattern',
    status: 'broken',
    text: 'with another pattern than the file has',
    isSeen: (want, is) => !sameTrigger(want, is),
  },
  {
    check: 'rules/target',
    status: 'broken',
    text: 'with another target, input or dead-letter queue than the files want',
    isSeen: (want, is) => !sameTargets(want, is),
  },
];

/** The rules of the stage, on the buses where the files want some. */
export function rulesOfStage({ events }: Clients, deployment: Deployment): () => Promise<readonly SeenRule[]> {
  const buses = new Set(wantedRules(deployment.template).map(({ bus }) => bus));
  return once(async () => {
    const found = await Promise.all([...buses].map((bus) => listRules(events, bus, `${deployment.prefix}-`)));
    return withTargets(events, found.flat());
  });
}

export function ruleProbe(rules: () => Promise<readonly SeenRule[]>, deployment: Deployment): Probe {
  return { subject: 'rules', about: 'the deployed rules', look: async () => judgeRules(await rules(), deployment) };
}

/** Where the deployed rules are others than those of the files. */
export function judgeRules(seen: readonly SeenRule[], deployment: Deployment): Check[] {
  const wanted = wantedRules(deployment.template);
  const byPlace = new Map(seen.map((rule) => [placeOf(rule), rule]));
  const pairs = wanted.map((want): Pair => ({ want, is: byPlace.get(placeOf(want)) }));
  const missing = pairs.filter(({ is }) => !is);
  const deploy = deployCommand(deployment);
  if (missing.length === wanted.length) {
    const text = `none of the ${wanted.length} rules of stage ${deployment.stage} is in ${deployment.region}`;
    const mend = `${deploy}; or name the stage and the region where it is: --stage, --region`;
    return [{ check: 'rules/deployed', status: 'broken', text, mend }];
  }
  const places = new Set(wanted.map(placeOf));
  const superfluous = seen.filter((rule) => !places.has(placeOf(rule)) && isOurs(rule, deployment));
  const drifted = [
    toCheck({ check: 'rules/missing', status: 'broken', text: 'not deployed' }, missing, deployment),
    ...DRIFTS.map((drift) =>
      toCheck(
        drift,
        pairs.filter(({ want, is }) => is && drift.isSeen(want, is)),
        deployment,
      ),
    ),
    toCheck(
      { check: 'rules/superfluous', status: 'warning', text: 'deployed, though no enabled file has it' },
      superfluous.map((want) => ({ want, is: undefined })),
      deployment,
    ),
  ].flat();
  return drifted.length > 0
    ? drifted
    : [fine('rules/deployed', `${wanted.length} rules are deployed and on, as the files have them`)];
}

/** How a rule differs from the wanted one, in words; nothing where it does not. */
export function driftsOf(want: SeenRule, is: SeenRule): readonly string[] {
  return DRIFTS.filter((drift) => drift.isSeen(want, is)).map(({ text }) => text);
}

function toCheck(drift: Omit<Drift, 'isSeen'>, pairs: readonly Pair[], deployment: Deployment): Check[] {
  if (pairs.length === 0) return [];
  const ids = new Map(deployment.rules.map(({ id }) => [ruleName(id, deployment.prefix), id]));
  const names = pairs.map(({ want }) => ids.get(want.name) ?? want.name);
  const { check, status, text } = drift;
  const again = `${deployCommand(deployment)}; where that finds nothing to do, it was changed by hand: docs/doctor.md`;
  const mend =
    check === 'rules/disabled' ? commands(pairs, ({ want }) => enable(want, deployment), enableAny(deployment)) : again;
  return [{ check, status, text: `${text}: ${counted(names, 'rule')}`, mend, of: names }];
}

function placeOf({ bus, name }: SeenRule): string {
  return `${bus}/${name}`;
}

export function deployCommand({ stage, region }: Deployment): string {
  return `npx serverless deploy --stage ${stage} --region ${region}`;
}

/** Enabling a rule leaves it without read-only events; to put its state there again takes its pattern too. */
function enable({ bus, name, state, trigger }: SeenRule, { region }: Deployment): string {
  const on = `--name ${name} --event-bus-name ${bus} --region ${region}`;
  return state === WIDE
    ? `aws events put-rule ${on} --state ${state} --event-pattern '${JSON.stringify(trigger)}'`
    : `aws events enable-rule ${on}`;
}

function enableAny({ region }: Deployment): string {
  return `aws events enable-rule --name <each of them> --event-bus-name <its bus> --region ${region}; docs/doctor.md for those with read-only events`;
}

/** Another stage's name may begin with that of this one: its rules have other queues. */
function isOurs({ targets }: SeenRule, deployment: Deployment): boolean {
  const queues = deployment.handlers.map((handler) => arnIn(deployment, 'sqs', `${deployment.prefix}-${handler}`));
  return targets.some(({ Arn }) => queues.includes(String(Arn)));
}
