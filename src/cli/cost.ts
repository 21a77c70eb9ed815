import { Command } from 'commander';
import {
  assumptionsOf,
  doubtsOf,
  estimate,
  footprintOf,
  loadPrices,
  type Month,
  monthOfLogs,
  needCosts,
  quietMonth,
  ruleCosts,
  withNumbers,
} from '../cost/index.ts';
import { handlerNames } from '../deploy/handlers.ts';
import { readLogs } from './cost-logs.ts';
import { addCostOptions, type CostOptions, hubOf, numbersOf } from './cost-options.ts';
import { type CostReport, formatCost } from './cost-output.ts';
import { homePath } from './site.ts';
import { loadCachedSite } from './site-cache.ts';

/** `trailbell cost`: what a month costs, from logs or from numbers. */
export function costCommand(exit: (code: number) => void): Command {
  const command = new Command('cost')
    .description('Estimate what CloudTrail, EventBridge and this deployment cost a month, and what each rule adds.')
    .argument('[path...]', 'logs as for replay: files, folders, s3://bucket/prefix, or - for stdin');
  return addCostOptions(command)
    .addHelpText(
      'after',
      `
Without a path, numbers that are not given are nothing: what is left is what a deployment costs at rest. With both, the numbers
given stand in for those that the logs tell. How the estimate is made, and what is not in it: docs/cost.md.

Examples:
  npx trailbell cost
  npx trailbell cost ~/logs/AWSLogs
  npx trailbell cost --hub-region us-east-1 --trails 2 s3://example-trail/AWSLogs/
  npx trailbell cost --management-events 5M --read-share 0.9 --matched-events 120k --alerts 3k
  npx trailbell cost --region eu-west-1 --data-events AWS::S3::Object=40M ~/logs
  npx trailbell cost --json ~/logs | jq '.rules[:3]'`,
    )
    .action(async (paths: string[], options: CostOptions) => {
      exit(await runCost(paths, options));
    });
}

async function runCost(paths: readonly string[], options: CostOptions): Promise<number> {
  const hub = hubOf(options);
  const numbers = numbersOf(options, paths.length > 0);
  const prices = loadPrices(options.region);
  const site = await loadCachedSite(options.rules === undefined ? {} : { rules: options.rules });
  const { trails, logDays } = options;
  const footprint = footprintOf(site, await handlerNames(homePath('handlers')));
  const setup = { trails, logDays, footprint, ...(hub && { hub }) };
  const read = paths.length > 0 ? await readLogs(paths, site, hub) : undefined;
  const counted = read ? monthOfLogs(site.rules, read.logs, setup) : quietMonth(site.rules, setup);
  const month = withNumbers(counted, numbers, site.settings);
  const found = estimate(month, prices);
  const report = {
    estimate: found,
    needs: needCosts(month, prices),
    rules: ruleCosts(month, prices),
    prices,
    assumptions: assumptionsOf(month, options.region, prices, read?.logs.totals),
    doubts: doubtsOf(found),
  };
  if (options.json) console.log(JSON.stringify(toJson(report, month), undefined, 2));
  else console.log(formatCost(report, process.stdout.columns));
  return read?.exitCode ?? 0;
}

function toJson({ estimate: found, prices, ...rest }: CostReport, { rules: _, ...month }: Month): object {
  const { region, date, currency } = prices;
  return { prices: { region, date, currency }, ...found, ...rest, month };
}
