import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';
import { createLocalPipeline, type LocalOptions } from '../local-pipeline.ts';
import { compilePatternSet } from '../pattern/index.ts';
import type { Delivery, Outcome, Site } from '../pipeline.ts';
import { type Rule, SEVERITIES } from '../rule/rule.ts';
import { type LogFile, type ReadNote, readLogFile } from './read.ts';

export interface ReplayOptions extends LocalOptions {
  /** Called for each finding, in event order, after its message. */
  readonly onOutcome: (outcome: Outcome) => void;
  /** Called as each file was read. */
  readonly onFile?: (file: LogFile, eventsSoFar: number) => void;
  /** Called when all files were read, before the first finding. */
  readonly onRead?: () => void;
}

export interface ReplayTotals {
  readonly files: number;
  readonly events: number;
  /** Events that were left out because another of the same eventID had been read. */
  readonly duplicates: number;
  /** By rule, how many findings there were of each delivery. */
  readonly findingsByRule: ReadonlyMap<string, Tally>;
  readonly notes: readonly ReadNote[];
}

export type Tally = Readonly<Record<Delivery, number>>;

/**
 * Runs a site's enabled rules over log files, in order of event time, through the pipeline that the Lambda handlers run. In
 * place of EventBridge stands the same pattern language, in place of the clock the time of the event, in place of DynamoDB
 * memory, and in place of Slack one channel that always takes everything.
 */
export async function replay(files: readonly LogFile[], site: Site, options: ReplayOptions): Promise<ReplayTotals> {
  const { events, duplicates, notes } = await readEvents(files, options);
  options.onRead?.();
  // The gravest first: of the rules that share a message, the one that it shows then has it.
  const rules = site.rules.filter(({ enabled }) => enabled).sort((a, b) => gravity(b) - gravity(a));
  const match = compilePatternSet(Object.fromEntries(rules.map(({ id, pattern }) => [id, pattern])));
  let nowMs = 0;
  const pipeline = createLocalPipeline(site, () => nowMs, options);
  const findingsByRule = new Map<string, Tally>();
  for (const event of events) {
    nowMs = Math.max(nowMs, Date.parse(event.time) || 0);
    for (const ruleId of match(event)) {
      for (const outcome of await pipeline(ruleId, event)) {
        const { rule } = outcome.finding;
        findingsByRule.set(rule.id, tallied(findingsByRule.get(rule.id), outcome.delivery));
        options.onOutcome(outcome);
      }
    }
  }
  return { files: files.length, events: events.length, duplicates, findingsByRule, notes };
}

function gravity({ severity }: Rule): number {
  return SEVERITIES.indexOf(severity);
}

function tallied(tally: Tally = { message: 0, thread: 0, suppressed: 0, held: 0 }, delivery: Delivery): Tally {
  return { ...tally, [delivery]: tally[delivery] + 1 };
}

/** Every event once, by time. An event without eventID cannot be told from another and is always kept. */
async function readEvents(files: readonly LogFile[], { onFile }: ReplayOptions) {
  const events: CloudTrailEvent[] = [];
  const notes: ReadNote[] = [];
  const seen = new Set<string>();
  let duplicates = 0;
  for (const file of files) {
    const read = await readLogFile(file);
    notes.push(...read.notes);
    for (const event of read.events) {
      const eventId = textAt(event.detail, 'eventID');
      if (eventId && seen.has(eventId)) {
        duplicates += 1;
        continue;
      }
      if (eventId) seen.add(eventId);
      events.push(event);
    }
    onFile?.(file, events.length);
  }
  return { events: events.sort(byTime), duplicates, notes };
}

/** ISO times compare as text; an event without a time comes first. */
function byTime(a: CloudTrailEvent, b: CloudTrailEvent): number {
  return a.time < b.time ? -1 : a.time > b.time ? 1 : 0;
}
