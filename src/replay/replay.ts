import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';
import type { FindingContext } from '../finding/index.ts';
import { compilePatternSet } from '../pattern/index.ts';
import { createPipeline, type Outcome, type Site } from '../pipeline.ts';
import { type LogFile, type ReadNote, readLogFile } from './read.ts';

export interface ReplayOptions {
  readonly locate: FindingContext['locate'];
  /** Called for each finding, in event order. */
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
  readonly findingsByRule: ReadonlyMap<string, number>;
  readonly notes: readonly ReadNote[];
}

/**
 * Runs a site's enabled rules over log files, in order of event time, through the pipeline that the Lambda handlers run. In
 * place of EventBridge stands the same pattern language.
 */
export async function replay(files: readonly LogFile[], site: Site, options: ReplayOptions): Promise<ReplayTotals> {
  const { events, duplicates, notes } = await readEvents(files, options);
  options.onRead?.();
  const rules = site.rules.filter(({ enabled }) => enabled);
  const match = compilePatternSet(Object.fromEntries(rules.map(({ id, pattern }) => [id, pattern])));
  const pipeline = createPipeline(site, { locate: options.locate, deliver: async () => {} });
  const findingsByRule = new Map<string, number>();
  for (const event of events) {
    for (const ruleId of match(event)) {
      const outcome = await pipeline(ruleId, event);
      if (!outcome) continue;
      findingsByRule.set(ruleId, (findingsByRule.get(ruleId) ?? 0) + 1);
      options.onOutcome(outcome);
    }
  }
  return { files: files.length, events: events.length, duplicates, findingsByRule, notes };
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
