import { FEED_NAMES, feedsOf, namesOf, type Subject, toSubject } from '../lint/index.ts';
import { SEVERITY_ICONS } from '../notify/index.ts';
import { type Rule, SEVERITIES } from '../rule/rule.ts';
import { controlCoverage } from './cis-controls.ts';
import { groupBy } from './group-by.ts';

const GRAVEST_FIRST = [...SEVERITIES].reverse();
/** Of event names in one cell. */
const MOST_NAMES = 4;

/** All rules in Markdown, for docs/rules.md: how many, what of CIS they cover, and a table for each theme. */
export function rulesPage(rules: readonly Rule[]): string {
  const themes = groupBy(rules, themeOf);
  const off = rules.filter((rule) => !rule.enabled).length;
  return [
    '# The rules',
    `${rules.length} rules in ${themes.size} themes${off > 0 ? `; ${off} of them are off until trailbell.yml turns them on` : ''}. \`npm run docs:rules\` writes this page, [the coverage](attack-coverage.svg)\nand [a layer for ATT&CK Navigator](attack-layer.json) from the rules' files.`,
    '![Rules by ATT&CK tactic and severity](attack-coverage.svg)',
    '## By severity and theme',
    summaryTable(themes),
    '## By control of the CIS AWS Foundations Benchmark',
    cisTable(rules),
    ...[...themes].flatMap(([theme, ofTheme]) => [`## ${theme}`, themeTable(ofTheme)]),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

function themeOf({ id }: Rule): string {
  return id.split('/', 1)[0] ?? id;
}

function summaryTable(themes: ReadonlyMap<string, readonly Rule[]>): string {
  const row = (name: string, rules: readonly Rule[]) => [
    name,
    ...GRAVEST_FIRST.map((severity) => rules.filter((rule) => rule.severity === severity).length || ''),
    rules.length,
  ];
  return table(
    ['Theme', ...GRAVEST_FIRST.map((severity) => `${SEVERITY_ICONS[severity]} ${severity}`), 'All'],
    [
      ...[...themes].map(([theme, rules]) => row(`[${theme}](#${theme})`, rules)),
      row('**All**', [...themes.values()].flat()),
    ],
  );
}

function cisTable(rules: readonly Rule[]): string {
  return table(
    ['v5', 'v7', 'What is watched', 'Rules'],
    controlCoverage(rules).map(({ controls, subject, rules: covering }) => [
      controls[5] ?? '',
      controls[7] ?? '',
      subject,
      covering.map((rule) => `${linkTo(rule, rule.id)}${rule.enabled ? '' : ' (off)'}`).join(', ') || 'none',
    ]),
  );
}

function themeTable(rules: readonly Rule[]): string {
  return table(
    ['Rule', 'What', 'Severity', 'Events', 'ATT&CK', 'CIS', 'Feed', 'Tests', 'On'],
    rules.map((rule) => {
      const subject = toSubject(rule);
      return [
        linkTo(rule, rule.id.slice(themeOf(rule).length + 1)),
        rule.title,
        `${SEVERITY_ICONS[rule.severity]} ${rule.severity}`,
        shortened(eventsOf(subject)),
        unique(rule.attack.map(({ technique }) => technique)).join(', '),
        unique(rule.cis.map(({ version, control }) => `v${version.split('.')[0]} ${control}`)).join(', '),
        unique(feedsOf(subject).map(({ kind }) => FEED_NAMES[kind])).join('; '),
        rule.tests.length,
        rule.enabled ? 'yes' : 'no',
      ];
    }),
  );
}

/** Names as the pattern has them; events that it does not name are any. */
function eventsOf({ reaches }: Subject): string[] {
  const names = reaches.flatMap(namesOf);
  return names.length > 0 ? unique(names) : ['any'];
}

function shortened(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function linkTo({ file }: Rule, text: string): string {
  return `[${text}](../${file})`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(content: string | number): string {
  return String(content).replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
