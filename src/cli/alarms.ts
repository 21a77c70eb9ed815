import { Command } from 'commander';
import {
  alarmsTemplate,
  judgeRule,
  MOST_FILTERS,
  type SaidRule,
  shapesOf,
  type Verdict,
} from '../metric-filters/index.ts';
import type { Rule } from '../rule/rule.ts';
import { chooseRules } from './alarm-choice.ts';
import { formatVerdicts } from './alarm-verdicts.ts';
import { jsonLine } from './json-line.ts';
import { readSamples, samplesOfRule } from './sample-events.ts';
import { eventFolders, loadCommandSite } from './site.ts';
import { UsageError } from './usage.ts';

interface Options {
  readonly rules?: string;
  readonly only?: readonly string[];
  readonly withAutomation?: true;
  readonly email?: string;
  readonly json?: true;
}

/** `trailbell alarms`: rules as CloudWatch alarms on metric filters, for teams who want nothing but CloudWatch. */
export function alarmsCommand(exit: (code: number) => void): Command {
  return new Command('alarms')
    .description(
      'Print a CloudFormation template of CloudWatch alarms for rules that metric filters can say; no Lambda.',
    )
    .option('--only <names...>', '"cis", a severity, a theme such as iam, or the id of a rule')
    .option('--with-automation', 'take in rules that leave out automation; they then ring for it too, as for everybody')
    .option('--email <address>', 'who gets the alarms by mail, once the address is confirmed')
    .option('--rules <folder>', 'read rules from another folder')
    .option('--json', 'print the verdict on each rule as a line of JSON on stdout, and no template')
    .addHelpText(
      'after',
      `
Without --only: the rules for the CIS benchmark, then all of critical and high severity. A log group takes ${MOST_FILTERS} metric
filters; what is beyond is left out, the mildest first, and so are rules that filters cannot say. stderr lists them, with
the reasons.

An alarm tells that something happened, not who did it: docs/alarms.md. In us-east-1 each costs $0.10 a month, its metric
up to $0.30 (it is charged for hours with a match only), the topic's key $1, and CloudWatch Logs $0.50 for a GB of events.

Exit code 0; 1 if no rule can be said, 2 for bad usage or an invalid file.

Examples:
  npx trailbell alarms --only cis --with-automation --email security@example.com > alarms.json
  aws cloudformation deploy --template-file alarms.json --stack-name trailbell-alarms \\
    --parameter-overrides LogGroupName=CloudTrail/logs --s3-bucket my-templates
  npx trailbell alarms --only root sign-in/failed
  npx trailbell alarms --json | jq -r 'select(.reason) | "\\(.rule): \\(.reason)"'`,
    )
    .action(async ({ only, email, json, ...options }: Options) => {
      if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email))
        throw new UsageError(`--email: no address: ${email}`);
      const { rules } = await loadCommandSite(options);
      const chosen = chooseRules(rules, only);
      const verdicts = withinLimit(await judge(chosen, options));
      const said = verdicts.filter(isSaid);
      if (json) for (const verdict of verdicts) console.log(jsonLine(toJson(verdict)));
      const template = JSON.stringify(alarmsTemplate(said, email), null, 2);
      if (!json && said.length > 0) console.log(template);
      console.error(formatVerdicts(verdicts, json ? undefined : template.length + 1, process.stderr.columns));
      exit(said.length > 0 ? 0 : 1);
    });
}

async function judge(
  rules: readonly Rule[],
  { withAutomation = false, ...options }: Pick<Options, 'rules'> & { withAutomation?: boolean },
) {
  const folders = eventFolders(options);
  const samples = await readSamples(folders);
  return Promise.all(
    rules.map(async (rule) => {
      const events = await samplesOfRule(rule, samples, folders);
      return judgeRule(rule, { withAutomation, shapes: shapesOf(events.map(({ detail }) => detail)) });
    }),
  );
}

/** What a log group takes of the rules, in their order. */
function withinLimit(verdicts: readonly Verdict[]): Verdict[] {
  let filters = 0;
  return verdicts.map((verdict) => {
    if (!isSaid(verdict)) return verdict;
    if (filters + verdict.patterns.length > MOST_FILTERS) {
      return {
        rule: verdict.rule,
        reason: `is beyond the ${MOST_FILTERS} metric filters of a log group`,
      };
    }
    filters += verdict.patterns.length;
    return verdict;
  });
}

function isSaid(verdict: Verdict): verdict is SaidRule {
  return 'patterns' in verdict;
}

function toJson(verdict: Verdict) {
  const { id, severity, cis } = verdict.rule;
  const rule = { rule: id, severity, cis };
  return isSaid(verdict)
    ? { ...rule, patterns: verdict.patterns, withAutomation: verdict.withAutomation }
    : { ...rule, reason: verdict.reason };
}
