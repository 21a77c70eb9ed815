import { basename } from 'node:path';
import { styleText } from 'node:util';
import { Command } from 'commander';
import { parseEvent } from '../cloudtrail/event.ts';
import { deriveFinding, type Finding } from '../finding/index.ts';
import { type Explanation, explainPattern, type LeafExplanation } from '../pattern/index.ts';
import { findingContext, type Site } from '../pipeline.ts';
import type { Exemption, Rule } from '../rule/rule.ts';
import { whereOf } from '../rule/where.ts';
import { plainText } from '../template/index.ts';
import { countryLookup } from './country.ts';
import { readEvents } from './event-file.ts';
import { jsonLine } from './json-line.ts';
import { readPattern } from './pattern-file.ts';
import { loadCommandSite } from './site.ts';
import { UsageError } from './usage.ts';

interface Options {
  readonly pattern?: string;
  readonly rules?: string;
  readonly json?: true;
}

/** An explanation of one pattern on one event. */
interface Part {
  /** `pattern`, `where` or `unless`. */
  readonly of: string;
  readonly explanation: Explanation;
}

/** `trailbell explain`: why a rule matches an event, or stays silent. */
export function explainCommand(exit: (code: number) => void): Command {
  return new Command('explain')
    .description('Say why a rule or a pattern matches an event, or why it stays silent.')
    .argument(
      '<rule-or-event...>',
      'the id of a rule and an event file; with --pattern the event file alone ("-": stdin)',
    )
    .option('--pattern <file>', 'a pattern as JSON, or a rule file (.yml), instead of a rule by its id')
    .option('--rules <folder>', 'read rules from another folder')
    .option('--json', 'print the explanation as one line of JSON on stdout')
    .addHelpText(
      'after',
      `
Exit code 0 if it matches, 1 if it does not, 2 for an invalid pattern or event.

Examples:
  npx trailbell explain root/sign-in events/signin/ConsoleLogin.json
  npx trailbell explain --pattern pattern.json event.json`,
    )
    .action(async (words: string[], options: Options) => {
      const wanted = options.pattern === undefined ? 2 : 1;
      if (words.length !== wanted) {
        throw new UsageError(wanted === 2 ? 'name a rule and an event file' : 'with --pattern, name one event file');
      }
      const [first = '', second = first] = words;
      const [named, ...others] = await readEvents([second]);
      if (!named || others.length > 0)
        throw new UsageError(`${second}: holds ${others.length + 1} events; explain takes one`);
      const parts = options.pattern
        ? [{ of: 'pattern', explanation: explainPattern((await readPattern(options.pattern)).source, named.event) }]
        : explainRule(await loadCommandSite(options), first, named.event);
      const matched = parts.every(({ explanation }) => explanation.matched);
      if (options.json) console.log(jsonLine({ matched, parts }));
      else console.log(parts.map(render).join('\n\n'));
      exit(matched ? 0 : 1);
    });
}

/** The rule's pattern on the event; where that matches, what its finding must be, by `where` and `unless`. */
function explainRule(site: Site, id: string, event: unknown): Part[] {
  const rule =
    site.rules.find((each) => each.id === id) ?? site.rules.find((each) => basename(each.file, '.yml') === id);
  if (!rule) throw new UsageError(`no rule "${id}"; see the files under rules/`);
  const part = { of: `pattern of ${rule.id}`, explanation: explainPattern(rule.pattern, event) };
  const parsed = parseEvent(event);
  if (!part.explanation.matched || !parsed) return [part];
  const finding = deriveFinding(rule, parsed, findingContext(site.settings, countryLookup()));
  const pattern = whereOf(rule);
  // A condition is judged by the record as it came.
  const unredacted = { ...finding, event: parsed.detail };
  const where = pattern
    ? [{ of: `where of ${rule.id}, on the finding`, explanation: explainPattern(pattern, unredacted) }]
    : [];
  return [part, ...where, ...(rule.unless ?? []).map((kind) => explainUnless(kind, rule, finding))];
}

/** What `unless` asks, as the pattern that the finding must match. */
const UNLESS: Readonly<Record<Exemption, object>> = {
  automation: { automation: [{ exists: false }] },
  'aws-service': { identity: { credential: [{ 'anything-but': 'service' }] } },
};

function explainUnless(kind: Exemption, { id }: Rule, finding: Finding): Part {
  return { of: `"unless: ${kind}" of ${id}, on the finding`, explanation: explainPattern(UNLESS[kind], finding) };
}

function render({ of, explanation }: Part): string {
  const { matched, alternatives, leaves, change } = explanation;
  const verdict = matched ? styleText('green', 'matches') : styleText('red', 'does not match');
  const closest = alternatives > 1 ? ` (the closest of the ${alternatives} alternatives that $or makes)` : '';
  return [
    `The ${of} ${verdict}${closest}`,
    ...leaves.flatMap(renderLeaf),
    ...(change ? ['', `${styleText('bold', 'One change makes it match:')} ${plainText(change, 400)}`] : []),
  ].join('\n');
}

function renderLeaf({ path, matched, nearMiss, reason }: LeafExplanation): string[] {
  const mark = matched ? styleText('green', '✓') : nearMiss ? styleText('yellow', '≈') : styleText('red', '✗');
  return [`  ${mark} ${plainText(path, 200)} ${plainText(reason, 400)}`];
}
