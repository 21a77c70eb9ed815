import { styleText } from 'node:util';
import { Command } from 'commander';
import { compilePattern } from '../pattern/index.ts';
import { visibleText } from '../template/index.ts';
import type { AwsVerdict } from './aws-verdict.ts';
import { readEvents } from './event-file.ts';
import { jsonLine } from './json-line.ts';
import { readPattern } from './pattern-file.ts';

interface Options {
  readonly pattern: string;
  readonly event?: readonly string[];
  readonly aws?: true;
  readonly json?: true;
}

/** `trailbell match`: whether a pattern matches events, as EventBridge would judge it. */
export function matchCommand(exit: (code: number) => void): Command {
  return new Command('match')
    .description('Tell whether an event pattern matches events, as EventBridge would.')
    .requiredOption('--pattern <file>', 'a pattern as JSON, or a rule file (.yml), whose "pattern" is taken')
    .option('--event <file...>', 'events as JSON, one to a file or one to a line; else they are read from stdin')
    .option('--aws', 'ask EventBridge itself (TestEventPattern) and report where it disagrees; needs credentials')
    .option('--json', 'print one verdict per line as JSON on stdout')
    .addHelpText(
      'after',
      `
Exit code 0 if all events match, 1 if some do not (or AWS disagrees), 2 for an invalid pattern or event.

Examples:
  npx trailbell match --pattern rules/root/sign-in.yml --event events/signin/ConsoleLogin-root.json
  npx trailbell match --pattern pattern.json < events.jsonl
  npx trailbell match --pattern pattern.json --event event.json --aws`,
    )
    .action(async (options: Options) => {
      const { source } = await readPattern(options.pattern);
      const matches = compilePattern(source);
      const events = await readEvents(options.event ?? ['-']);
      // AWS's client takes longer to load than everything else.
      const askAws = options.aws && (await import('./aws-verdict.ts')).askAws;
      let allFine = true;
      for (const { name, event } of events) {
        const matched = matches(event);
        const aws = await askAws?.(source, event);
        const agrees = aws === undefined || aws.matched === matched;
        allFine &&= matched && agrees;
        console.log(
          options.json ? jsonLine({ event: name, matched, ...(aws && { aws }) }) : verdictLine(name, matched, aws),
        );
      }
      exit(allFine ? 0 : 1);
    });
}

function verdictLine(name: string, matched: boolean, aws: AwsVerdict | undefined): string {
  const verdict = matched ? styleText('green', 'match   ') : styleText('yellow', 'no match');
  const shown = `${verdict}  ${visibleText(name)}`;
  if (!aws) return shown;
  if (aws.matched === matched) return `${shown}  (AWS agrees)`;
  return `${shown}  ${styleText('red', `AWS disagrees: ${visibleText(aws.reason)}`)}`;
}
