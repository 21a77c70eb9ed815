import { styleText } from 'node:util';
import { Command } from 'commander';
import type { RuleTest } from '../rule/rule.ts';
import { runRuleTests, type TestResult } from '../rule-test.ts';
import { visibleText } from '../template/index.ts';
import { countryLookup } from './country.ts';
import { jsonLine } from './json-line.ts';
import { eventFolders, loadCommandSite } from './site.ts';

interface Options {
  readonly rules?: string;
  readonly json?: true;
}

/** `trailbell test`: every rule's own tests. */
export function testCommand(exit: (code: number) => void): Command {
  return new Command('test')
    .description("Run every rule's own tests against its sample events.")
    .option('--rules <folder>', 'read rules from another folder')
    .option('--json', 'print one result per line as JSON on stdout')
    .addHelpText('after', '\nExamples:\n  npx trailbell test\n  npx trailbell test --rules my-rules')
    .action(async (options: Options) => {
      const site = await loadCommandSite({ ...options, requireTests: true });
      const using = { eventFolders: eventFolders(options), locate: countryLookup() };
      const results = (await Promise.all(site.rules.map((rule) => runRuleTests(rule, site, using)))).flat();
      const failed = results.filter(({ passed }) => !passed);
      if (options.json) for (const result of results) console.log(jsonLine(toJson(result)));
      const print = options.json ? console.error : console.log;
      for (const { rule, test, reason } of failed) {
        const [name, why] = [`${rule.id}: ${test.name}`, `${samples(test)}: ${reason}`].map(visibleText);
        print(`${styleText('red', 'FAIL')} ${name}\n     ${why}`);
      }
      print(
        `${site.rules.length} rules, ${results.length} tests: ${results.length - failed.length} passed, ${failed.length} failed`,
      );
      exit(failed.length > 0 ? 1 : 0);
    });
}

function toJson({ rule, test, passed, reason }: TestResult) {
  return { rule: rule.id, test: test.name, event: samples(test), expect: test.expect, passed, reason };
}

function samples({ steps }: RuleTest): string {
  return steps.map(({ event }) => event).join(', ');
}
