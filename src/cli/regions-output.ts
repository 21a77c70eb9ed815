import Table from 'cli-table3';
import { MOST_CHARACTERS, type WideRule } from '../cover/index.ts';
import { REGIONS_DATE, type RegionPlan } from '../lint/index.ts';
import { visibleText } from '../template/index.ts';
import { counted } from './counted.ts';
import type { RegionsAnswer } from './regions.ts';

/** What `trailbell regions` prints for people. */
export function formatRegions({ question, plan, forwarders, unseen, cover, widest }: RegionsAnswer): string {
  const parts = [
    `Where the events that rules want stand (regions of ${question.partition} as of ${REGIONS_DATE})`,
    formatPlan(plan, question.hub.region),
    forwarders.length > 0
      ? `Deploy ${counted(forwarders.length, 'forwarder')}${question.hub.isKnown ? '' : ' (for <account> put that of the hub)'}\n${forwarders.map(({ command }) => `  ${command}`).join('\n')}`
      : 'No forwarder is needed: the hub sees all of it.',
    `What stays unseen\n${unseen.map((line) => `  - ${line}`).join('\n')}`,
    formatCover(cover),
    ...(widest.length > 0
      ? [`Rules that have more forwarded than writing calls by their names\n${formatWidest(widest)}`]
      : []),
  ];
  return parts.join('\n\n').replaceAll(/ +$/gm, '');
}

/** Regions with the same reasons share a row. */
function formatPlan({ regions }: RegionPlan, hub: string): string {
  const table = tableOf(['Regions', 'Rules', 'For']);
  const alike = Map.groupBy(regions, ({ reasons }) => JSON.stringify(reasons));
  for (const group of alike.values()) {
    const names = group.map(({ region }) => (region === hub ? `${region} (the hub)` : region));
    const reasons = group[0]?.reasons ?? [];
    table.push([
      inLines(names),
      reasons.map(({ rules }) => rules).join('\n'),
      reasons.map(({ holds }) => holds).join('\n'),
    ]);
  }
  return table.toString();
}

function formatCover(cover: RegionsAnswer['cover']): string {
  const lengths = cover.map(({ pattern }) => JSON.stringify(pattern).length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const reading = cover.filter(({ readOnlyEvents }) => readOnlyEvents).length;
  const wildcards = cover.filter(({ pattern }) => JSON.stringify(pattern).includes('"wildcard"')).length;
  return [
    `What each forwards: ${counted(cover.length, 'pattern')} (EventBridge rules), ${total} characters in all, at most ${MOST_CHARACTERS} each`,
    `  of ${lengths.join(', ')} characters; ${reading} with read-only events; ${wildcards} with wildcards`,
  ].join('\n');
}

function formatWidest(widest: readonly WideRule[]): string {
  const table = tableOf(['Rule', 'Calls', 'Only by']);
  for (const { rule, isOpen, narrowedBy } of widest) {
    const calls = `${isOpen ? 'any' : 'by name'}${rule.readOnlyEvents ? ', read-only too' : ''}`;
    table.push([rule.id, calls, inLines(narrowedBy.map((path) => visibleText(path.replace(/^detail\./, ''))))]);
  }
  return table.toString();
}

function inLines(words: readonly string[], perLine = 4): string {
  const lines = Array.from({ length: Math.ceil(words.length / perLine) }, (_, at) =>
    words.slice(at * perLine, (at + 1) * perLine).join(', '),
  );
  return lines.join(',\n');
}

function tableOf(head: string[]) {
  return new Table({ head, style: { head: [], border: [], compact: true } });
}
