import { readFile } from 'node:fs/promises';
import { styleText } from 'node:util';
import Table from 'cli-table3';
import { Command } from 'commander';
import { FEED_NAMES, type LintFinding, lint, type Needs } from '../lint/index.ts';
import { formatMarkedFault } from '../rule/fault.ts';
import { counted } from './counted.ts';
import { jsonLine } from './json-line.ts';
import { homePath, loadCommandSite } from './site.ts';

interface Options {
  readonly rules?: string;
  readonly json?: true;
}

/** `trailbell lint`: what of the rules silently never fires, and what they need to be sent. */
export function lintCommand(exit: (code: number) => void): Command {
  return new Command('lint')
    .description('Find rules that silently never fire, and say which events the rules need to be sent.')
    .option('--rules <folder>', 'read rules from another folder')
    .option('--json', 'print one finding per line as JSON on stdout, and {"needs": …} as the last line')
    .addHelpText(
      'after',
      `
Exit code 0 if nothing was found, 1 if something was, 2 for an invalid file. The checks, and how a rule waives one:
docs/lint.md.

Examples:
  npx trailbell lint
  npx trailbell lint --rules my-rules
  npx trailbell lint --json | jq -r 'select(.code) | "\\(.file):\\(.line) \\(.code)"'`,
    )
    .action(async (options: Options) => {
      const site = await loadCommandSite(options);
      const { findings, needs } = await lint({
        ...site,
        settingsFile: homePath('trailbell.yml'),
        rulesFolder: options.rules ?? homePath('rules'),
        nowMs: Date.now(),
        readText: (file) => readFile(file, 'utf8'),
      });
      const print = options.json ? console.error : console.log;
      for (const finding of findings) console.log(options.json ? jsonLine(finding) : formatFinding(finding));
      if (options.json) console.log(jsonLine({ needs }));
      else console.log(formatNeeds(needs));
      print(summary(site.rules.length, findings));
      exit(findings.length > 0 ? 1 : 0);
    });
}

function formatFinding(finding: LintFinding): string {
  const severity = styleText(finding.severity === 'error' ? 'red' : 'yellow', finding.severity);
  return formatMarkedFault({ ...finding, message: `${finding.message} [${finding.code}]` }, `${severity}: `);
}

/** Two tables: what has to be switched on for the enabled rules, and where they have to be deployed. */
function formatNeeds({ feeds, regions }: Needs): string {
  const ofFeeds = table(['Events', 'Rules', 'What it takes']);
  for (const { kind, rules, takes } of feeds) ofFeeds.push([FEED_NAMES[kind], rules, takes]);
  const ofRegions = table(['Deploy to', 'Rules', 'For']);
  for (const { regions: names, rules, holds } of regions) {
    ofRegions.push([names.includes('*') ? 'every region in use' : names.join(', '), rules, holds]);
  }
  return `What this deployment has to be sent; serverless.trail.yml makes a trail that does (docs/trail.md)\n${ofFeeds}\n${ofRegions}`;
}

function table(head: string[]) {
  return new Table({ head, colAligns: ['left', 'right', 'left'], style: { head: [], border: [], compact: true } });
}

function summary(rules: number, findings: readonly LintFinding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return `${counted(rules, 'rule')}: ${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`;
}
