import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import type { LocalOptions } from '../local-pipeline.ts';
import { createLookups, type LookUp } from '../lookup/index.ts';
import { threadAlert, toTerminalAnswer, toTerminalMessage } from '../notify/index.ts';
import type { Site } from '../pipeline.ts';
import { findLogFiles } from '../replay/find-files.ts';
import type { LogFile } from '../replay/log-file.ts';
import type { Progress } from '../replay/read-matches.ts';
import { ReaderPool } from '../replay/reader-pool.ts';
import { type ReplayOptions, replay } from '../replay/replay.ts';
import { daysOf } from '../replay/summary.ts';
import { compareAlerts, ReplayedAlerts, ReportBuilder } from '../report/index.ts';
import type { Settings } from '../settings/settings.ts';
import { formatComparison, toJsonLine } from './comparison.ts';
import { countryLookup } from './country.ts';
import { loadOtherSite } from './other-site.ts';
import { formatSummary } from './replay-summary.ts';
import { writeReport } from './report-file.ts';
import { homePath, loadCommandSite } from './site.ts';
import { UsageError } from './usage.ts';

interface Options {
  readonly rules?: string;
  readonly json?: true;
  readonly learn?: true;
  readonly lookUps?: true;
  readonly summary?: true;
  readonly report?: string;
  readonly compare?: string;
}

/** `trailbell replay`: the rules over log files, with a terminal in place of Slack. */
export function replayCommand(exit: (code: number) => void): Command {
  return new Command('replay')
    .description('Run the rules over CloudTrail log files and show the alerts as Slack would.')
    .argument('[path...]', 'files or folders: logs from S3 (.json.gz), EventBridge events, JSON Lines', [
      homePath('events'),
    ])
    .option('--rules <folder>', 'read rules from another folder')
    .option('--summary', 'print the summary only')
    .option('--report <file>', 'write what was found as one HTML page, to look at and to show')
    .option('--compare <rules>', 'say what other rules would ring: a folder, or git:REF for these as they were then')
    .option('--learn', 'let rules that look for what is new learn first, as after a deployment')
    .option('--look-ups', 'ask AWS about users and accounts, as trailbell.yml says, with your own credentials')
    .option('--json', 'print one finding per line as JSON on stdout')
    .addHelpText(
      'after',
      `
Without a path, Trailbell's own sample events are replayed.

Examples:
  npx trailbell replay
  npx trailbell replay ~/logs/AWSLogs/123456789012/CloudTrail
  npx trailbell replay --json logs/ | jq -r .summary
  npx trailbell replay --rules my-rules logs/2026/03/14/*.json.gz
  npx trailbell replay --summary --report replay.html logs/
  npx trailbell replay --compare git:main logs/`,
    )
    .action(async (paths: string[], options: Options) => {
      const startedMs = performance.now();
      const other = options.compare === undefined ? undefined : await loadOtherSite(options.compare, options.rules);
      const { files, notes } = await findLogFiles(paths);
      const pool = new ReaderPool(files);
      const site = await loadCommandSite(options);
      const using = {
        locate: countryLookup(),
        learns: options.learn ?? false,
        ...(options.lookUps && { lookUp: openLookups(site.settings) }),
      };
      const before = other && (await replayedAlerts(files, other, using));
      const after = new ReplayedAlerts();
      const report = new ReportBuilder();
      const output = printing(before ? { summary: true } : options);
      const progress = progressBar(files);
      const totals = await replay(files, site, {
        ...using,
        ...output,
        pool,
        onProgress: progress.show,
        onRead: progress.stop,
        onOutcome: (outcome) => {
          if (before) after.add(outcome);
          if (options.report !== undefined) report.add(outcome);
          output.onOutcome(outcome);
        },
      });
      const allNotes = [...notes, ...totals.notes];
      for (const { file, message } of allNotes) console.error(`${file}: ${message}`);
      const print = options.json ? console.error : console.log;
      if (before) {
        const changes = compareAlerts(before, after);
        if (options.json) for (const change of changes) console.log(toJsonLine(change));
        print(formatComparison({ changes, before, after, days: daysOf(totals) }));
      } else {
        print(formatSummary(site.rules, totals, performance.now() - startedMs));
      }
      const isWritten = options.report === undefined || (await writeReport(options.report, report.data(totals)));
      exit(isWritten && allNotes.every(({ skipped }) => skipped) ? 0 : 1);
    });
}

async function replayedAlerts(files: readonly LogFile[], site: Site, using: LocalOptions): Promise<ReplayedAlerts> {
  const alerts = new ReplayedAlerts();
  await replay(files, site, { ...using, onOutcome: (outcome) => alerts.add(outcome) });
  return alerts;
}

function openLookups(settings: Settings): LookUp {
  const { iam, organizations } = settings['look-ups'];
  if (!iam && !organizations) throw new UsageError('--look-ups: trailbell.yml turns none on; set "look-ups"');
  return createLookups(settings, { now: Date.now });
}

/** What is printed while the events go by: all findings for machines, or for people what a channel would show of them. */
function printing({ json, summary }: Options): Pick<ReplayOptions, 'onMessage' | 'onOutcome'> {
  if (json) return { onOutcome: ({ finding, delivery }) => console.log(JSON.stringify({ ...finding, delivery })) };
  if (summary) return { onOutcome: () => {} };
  const terminal = { columns: process.stdout.columns ?? 100, colour: process.stdout.hasColors?.() ?? false };
  return {
    onMessage: (thread) => console.log(`${toTerminalMessage(threadAlert(thread), terminal)}\n`),
    onOutcome: ({ finding, delivery }) => {
      if (delivery === 'thread') console.log(`${toTerminalAnswer(finding, terminal)}\n`);
    },
  };
}

/** A bar on stderr for reading that takes a while; nothing where stderr is no terminal. */
function progressBar(files: readonly LogFile[]) {
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const startedMs = performance.now();
  const bar = new SingleBar({
    format: `{bar} {files} of ${files.length.toLocaleString('en')} files · {read} of ${(totalBytes / 1e9).toFixed(2)} GB · {speed} events/s · {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(totalBytes, 0, { files: 0, read: '0.00', speed: 0 });
  return {
    show: ({ files: read, bytes, events }: Progress) => {
      const seconds = (performance.now() - startedMs) / 1000;
      bar.update(bytes, {
        files: read,
        read: (bytes / 1e9).toFixed(2),
        speed: Math.round(events / seconds).toLocaleString('en'),
      });
    },
    stop: () => bar.stop(),
  };
}
