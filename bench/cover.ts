// What forwarders send to a hub: `npm run bench:cover -- PATH…`. Reads logs and counts the events that the cover of this site's rules
// matches, with all rules on and with some of them off. The last line is JSON.
import { parseArgs } from 'node:util';
import { coverOf, widestRules } from '../src/cover/index.ts';
import { orderOf } from '../src/replay/census.ts';
import { findLogFiles } from '../src/replay/find-files.ts';
import { readMatches } from '../src/replay/read-matches.ts';
import type { EventPattern, Rule } from '../src/rule/rule.ts';
import { loadSite } from '../src/site.ts';

interface Forwarded {
  readonly rules: number;
  readonly patterns: number;
  readonly characters: number;
  /** Events that are forwarded at all. */
  readonly events: number;
  /** The same, each as often as patterns match it: what is paid for. */
  readonly sent: number;
}

const { positionals: paths } = parseArgs({ allowPositionals: true });
if (paths.length === 0) throw new Error('name logs: npm run bench:cover -- PATH…');
const { rules } = await loadSite({
  rules: 'rules',
  settings: 'trailbell.yml',
  eventFolders: ['events'],
  requireTests: false,
});
const enabled = rules.filter((rule) => rule.enabled);
const isStateful = ({ threshold, firstSeen, sequence }: Rule) => Boolean(threshold ?? firstSeen ?? sequence);
const open = new Set(widestRules(enabled).flatMap(({ rule, isOpen }) => (isOpen ? [rule] : [])));
const choices: Readonly<Record<string, readonly Rule[]>> = {
  'all rules': enabled,
  'no rule of any call with state': enabled.filter((rule) => !(isStateful(rule) && open.has(rule))),
  'no rule with state': enabled.filter((rule) => !isStateful(rule)),
  'no rule of any call': enabled.filter((rule) => !open.has(rule)),
  'no rule with read-only events': enabled.filter((rule) => !rule.readOnlyEvents),
};

const covers = Object.entries(choices).map(([choice, chosen]) => ({ choice, chosen, cover: coverOf(chosen) }));
const searched = [
  ...covers.flatMap(({ choice, cover }) => cover.map((part, at) => ({ name: `${choice}/${at}`, ...part }))),
  ...enabled.map(({ id, pattern, readOnlyEvents }) => ({ name: `rules/${id}`, pattern, readOnlyEvents })),
  { name: 'writing/0', pattern: { source: [{ prefix: 'aws.' }] } as EventPattern, readOnlyEvents: false },
];
const { files } = await findLogFiles(paths);
const { totals, matches } = await readMatches(files, {
  ...orderOf(searched),
  filter: {},
  sites: [],
});
const counts = new Map<string, { events: number; sent: number }>();
for await (const { meetings } of matches) {
  const names = meetings.map(({ name }) => name);
  for (const [choice, { length }] of Map.groupBy(names, (name) => name.slice(0, name.indexOf('/')))) {
    const { events, sent } = counts.get(choice) ?? { events: 0, sent: 0 };
    counts.set(choice, { events: events + 1, sent: sent + (length ?? 0) });
  }
}

const none = { events: 0, sent: 0 };
const forwarded: Record<string, Forwarded> = Object.fromEntries(
  covers.map(({ choice, chosen, cover }) => {
    const characters = cover.reduce((sum, { pattern }) => sum + JSON.stringify(pattern).length, 0);
    return [choice, { rules: chosen.length, patterns: cover.length, characters, ...(counts.get(choice) ?? none) }];
  }),
);
const writing = counts.get('writing')?.events ?? 0;
const matched = counts.get('rules')?.events ?? 0;
const share = (count: number) => `${((100 * count) / totals.events).toFixed(2)} %`;
console.log(
  `${totals.events} events: ${share(writing)} go to rules in the plain state, ${share(matched)} match a rule`,
);
for (const [choice, { patterns, characters, events, sent }] of Object.entries(forwarded)) {
  console.log(
    `${choice}: ${patterns} patterns, ${characters} characters; forwards ${share(events)}, pays for ${share(sent)}`,
  );
}
console.log(JSON.stringify({ events: totals.events, writing, matched, forwarded }));
