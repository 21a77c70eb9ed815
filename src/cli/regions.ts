import { Command } from 'commander';
import { type CoverPattern, coverOf, type WideRule, widestRules } from '../cover/index.ts';
import { needsOf, planRegions, type RegionPlan, toSubject } from '../lint/index.ts';
import { jsonLine } from './json-line.ts';
import { parseRegionsOptions, type RegionsOptions, type RegionsQuestion } from './regions-options.ts';
import { formatRegions } from './regions-output.ts';
import { loadCommandSite } from './site.ts';

interface Options extends RegionsOptions {
  readonly rules?: string;
  readonly json?: true;
}

/** All that `trailbell regions` has to say. */
export interface RegionsAnswer {
  readonly question: RegionsQuestion;
  readonly plan: RegionPlan;
  /** Regions that are to have a forwarder, each with the command that deploys it. */
  readonly forwarders: readonly { readonly region: string; readonly command: string }[];
  /** What no forwarder makes seen, in words. */
  readonly unseen: readonly string[];
  readonly cover: readonly CoverPattern[];
  readonly widest: readonly WideRule[];
}

/** `trailbell regions`: where forwarders have to stand for the enabled rules, why, and what they forward. */
export function regionsCommand(): Command {
  return new Command('regions')
    .description('Say which regions need a forwarder for the enabled rules, why, and how to deploy them.')
    .option('--rules <folder>', 'read rules from another folder')
    .option(
      '--hub <arn or region>',
      "the hub's bus or its region; without it the region of the partition's global services",
    )
    .option('--home <region>', 'the region of Identity Center')
    .option('--regions <names>', 'regions in use, with commas; without it all that are on in every account')
    .option('--stage <name>', 'the stage to deploy with', 'dev')
    .option('--json', 'print all of it as one JSON object')
    .addHelpText(
      'after',
      `
Asks AWS nothing: it goes by the rules and by a list of AWS's regions. For what is deployed: npx trailbell doctor.

Examples:
  npx trailbell regions --stage prod --hub arn:aws:events:us-east-1:111122223333:event-bus/trailbell-prod
  npx trailbell regions --hub eu-west-1 --home eu-central-1 --regions eu-west-1,eu-central-1
  npx trailbell regions --hub us-gov-west-1
  npx trailbell regions --json | jq -r '.forwarders[].command'`,
    )
    .action(async (options: Options) => {
      const question = parseRegionsOptions(options);
      const { rules } = await loadCommandSite(options);
      const enabled = rules.filter((rule) => rule.enabled);
      const needs = needsOf(enabled.map(toSubject), question);
      const plan = planRegions(needs.regions, question.inUse, question.partition);
      const forwarders = plan.regions
        .filter(({ region }) => region !== question.hub.region)
        .map(({ region }) => ({ region, command: deployCommand(region, options.stage, question) }));
      const answer: RegionsAnswer = {
        question,
        plan,
        forwarders,
        unseen: unseenBy(question, plan),
        cover: coverOf(enabled),
        widest: widestRules(enabled),
      };
      console.log(options.json ? jsonLine(toJson(answer)) : formatRegions(answer));
    });
}

function deployCommand(region: string, stage: string, { hub }: RegionsQuestion): string {
  return `npx serverless deploy --config serverless.forwarder.yml --stage ${stage} --region ${region} --param="hub=${hub.arn}"`;
}

function unseenBy({ partition, identityCenter }: RegionsQuestion, plan: RegionPlan): string[] {
  const { regions, unseen, unseenIfOn } = plan;
  const wantsHome = regions.some(({ reasons }) => reasons.some(({ kind }) => kind === 'identity-center'));
  const others = [
    ...(unseen.length > 0 ? [`all calls in ${unseen.join(', ')}: every account has these regions`] : []),
    ...(unseenIfOn.length > 0 ? [`all calls in ${unseenIfOn.join(', ')}, where an account has turned one on`] : []),
  ];
  return [
    ...others,
    ...(others.length > 0
      ? ['in the same regions, sign-ins by their own sign-in addresses, and calls of sts by its regional endpoints']
      : []),
    ...(wantsHome && !identityCenter ? ['Identity Center, if its region is not among these: name it with --home'] : []),
    'events over 256 KB, which CloudTrail does not send to EventBridge: npx trailbell replay finds them in its log files',
    'what CloudTrail itself loses or sends late: it delivers at its best effort and in no order',
    `other accounts, until each has forwarders that send to this hub (npx trailbell forwarder makes a template for StackSets), and partitions other than ${partition}`,
  ];
}

function toJson({ question, plan, forwarders, unseen, cover, widest }: RegionsAnswer) {
  return {
    partition: question.partition,
    hub: question.hub.arn,
    regions: plan.regions,
    forwarders,
    unseen,
    cover,
    widest: widest.map(({ rule, isOpen, narrowedBy }) => ({
      rule: rule.id,
      anyCall: isOpen,
      readOnlyEvents: rule.readOnlyEvents,
      narrowedBy,
    })),
  };
}
