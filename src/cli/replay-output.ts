import type { LocalOptions } from '../local-pipeline.ts';
import { createLookups, type LookUp } from '../lookup/index.ts';
import { threadAlert, toTerminalAnswer, toTerminalMessage } from '../notify/index.ts';
import type { Site } from '../pipeline.ts';
import type { Match, ReadTotals } from '../replay/read-matches.ts';
import { type Run, replay } from '../replay/replay.ts';
import { daysOf, summaryRows } from '../replay/summary.ts';
import { Tally } from '../replay/tally.ts';
import { changesByRule, compareAlerts, ReplayedAlerts, type ReportAbout, ReportBuilder } from '../report/index.ts';
import type { Settings } from '../settings/settings.ts';
import { plainText } from '../template/index.ts';
import { formatComparison, summaryLine, toJsonLine } from './comparison.ts';
import { countryLookup } from './country.ts';
import { jsonLine } from './json-line.ts';
import { summaryCsv } from './replay-csv.ts';
import type { ReplayOptions } from './replay-options.ts';
import { formatSummary } from './replay-summary.ts';
import { writeReport } from './report-file.ts';
import { UsageError } from './usage.ts';

/** A path, and a sentence. */
const LONGEST_NOTE = 5_000;

export interface ReplayContext {
  readonly options: ReplayOptions;
  /** What is replayed, as it was named. */
  readonly paths: readonly string[];
  readonly site: Site;
  /** The site to compare with. */
  readonly other: Site | undefined;
  readonly totals: ReadTotals;
  readonly startedMs: number;
  /** Ends the run early. */
  readonly signal: AbortSignal;
}

/** Runs the sites over what was read, and prints what comes of it. Returns whether all was read and written. */
export async function printReplay(matches: AsyncIterable<Match>, context: ReplayContext): Promise<boolean> {
  const { options, totals } = context;
  const print = context.other ? printComparison : printAlerts;
  const isRead = totals.notes.every(({ skipped }) => skipped);
  if (options.report === undefined) {
    await print(matches, context, () => {});
    return isRead;
  }
  const { ReplayCost } = await import('./replay-cost.ts');
  const [report, costs] = [new ReportBuilder(), new ReplayCost(context.site)];
  const comparison = await print(costs.countMatches(matches), context, (outcome) => {
    report.add(outcome);
    costs.addOutcome(outcome);
  });
  const cost = await costs.cost(totals);
  const about = { ...aboutOf(context), ...(comparison && { comparison }), ...(cost && { cost }) };
  return (await writeReport(options.report, report.data(totals, about))) && isRead;
}

async function printAlerts(
  matches: AsyncIterable<Match>,
  { options, site, totals, startedMs, signal }: ReplayContext,
  onOutcome: Run['onOutcome'],
): Promise<undefined> {
  const output = printing(options);
  const run: Run = {
    ...{ site, ...localOptions(site, options), ...output },
    onOutcome: (outcome) => {
      onOutcome(outcome);
      output.onOutcome(outcome);
    },
  };
  const [tally = new Tally()] = await replay(matches, [run], signal);
  printNotes(totals);
  if (options.csv) process.stdout.write(summaryCsv(summaryRows(site.rules, tally, totals)));
  const [print, { columns }] =
    options.json || options.csv ? [console.error, process.stderr] : [console.log, process.stdout];
  print(formatSummary({ rules: site.rules, tally, totals, elapsedMs: performance.now() - startedMs }, columns));
}

async function printComparison(
  matches: AsyncIterable<Match>,
  { options, site, other = site, totals, signal }: ReplayContext,
  onOutcome: Run['onOutcome'],
): Promise<ReportAbout['comparison']> {
  const before = new ReplayedAlerts();
  const after = new ReplayedAlerts();
  const local = localOptions(site, options);
  const runs: readonly Run[] = [
    {
      ...{ site, ...local },
      onOutcome: (outcome) => {
        after.add(outcome);
        onOutcome(outcome);
      },
    },
    { site: other, ...local, onOutcome: (outcome) => before.add(outcome) },
  ];
  await replay(matches, runs, signal);
  printNotes(totals);
  const changes = compareAlerts(before, after);
  if (options.json) for (const change of changes) console.log(toJsonLine(change));
  const print = options.json ? console.error : console.log;
  const compared = { changes, before, after, days: daysOf(totals) };
  print(formatComparison(compared));
  return {
    other: options.compare ?? '',
    sentence: summaryLine(compared),
    rules: changesByRule(changes, before, after),
  };
}

/** What a report says of how it came to be. */
function aboutOf({ options, paths, site }: ReplayContext): Omit<ReportAbout, 'comparison' | 'cost'> {
  const { since, until, account, region } = options;
  return {
    paths,
    rulesFolder: options.rules ?? 'rules',
    ruleCount: site.rules.length,
    filters: [
      since && `since ${since} UTC`,
      until && `until ${until} UTC`,
      account && `of account ${account.join(', ')}`,
      region && `of region ${region.join(', ')}`,
    ].filter((text) => text !== undefined),
    madeAt: new Date().toISOString(),
  };
}

function localOptions({ settings }: Site, { learn, lookUps }: ReplayOptions): LocalOptions {
  return {
    locate: countryLookup(),
    learns: learn ?? false,
    ...(lookUps && { lookUp: openLookups(settings) }),
  };
}

function openLookups(settings: Settings): LookUp {
  const { iam, organizations } = settings['look-ups'];
  if (!iam && !organizations) throw new UsageError('--look-ups: trailbell.yml turns none on; set "look-ups"');
  return createLookups(settings, { now: Date.now });
}

/** What is printed while the events go by: all findings for machines, or for people what a channel would show of them. */
function printing({ json, csv, summary }: ReplayOptions): Pick<Run, 'onMessage' | 'onOutcome'> {
  if (json) return { onOutcome: ({ finding, delivery }) => console.log(jsonLine({ ...finding, delivery })) };
  if (summary || csv) return { onOutcome: () => {} };
  const terminal = { columns: process.stdout.columns ?? 100, colour: process.stdout.hasColors?.() ?? false };
  return {
    onMessage: (thread) => console.log(`${toTerminalMessage(threadAlert(thread), terminal)}\n`),
    onOutcome: ({ finding, delivery }) => {
      if (delivery === 'thread') console.log(`${toTerminalAnswer(finding, terminal)}\n`);
    },
  };
}

function printNotes({ notes }: ReadTotals): void {
  for (const { file, message } of notes) console.error(plainText(`${file}: ${message}`, LONGEST_NOTE));
}
