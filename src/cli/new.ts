import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { Command } from 'commander';
import { anonymise } from '../cloudtrail/anonymise.ts';
import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { parseLogText } from '../cloudtrail/log-text.ts';
import { deriveResult } from '../finding/outcome.ts';
import { draftRule, sampleName } from '../rule/draft.ts';
import { homePath } from './site.ts';
import { UsageError } from './usage.ts';

interface Options {
  readonly event?: string;
  readonly eventId?: string;
  readonly rules?: string;
}

/** `trailbell new`: from an event to a rule that matches it, with its tests. */
export function newCommand(): Command {
  return new Command('new')
    .description('Make a rule from an event: a tight pattern, a match test and a near miss, ready to be edited.')
    .argument('<id>', 'where the rule goes under rules/, such as iam/user-created')
    .option('--event <file>', 'an event, or a log file (.json.gz too); else stdin')
    .option('--event-id <id>', 'which event of the file, by its eventID')
    .option('--rules <folder>', 'put the rule into another folder; samples go beside it, into events/')
    .addHelpText(
      'after',
      `
The sample is anonymised: account and key ids, IP and e-mail addresses are replaced. Read it before you commit it.

Examples:
  npx trailbell new cloudtrail/trail-stopped --event event.json
  npx trailbell new iam/odd-user --event 123456789012_CloudTrail_us-east-1_….json.gz --event-id 1a2b3c4d-…
  aws cloudtrail lookup-events --max-results 1 | npx trailbell new iam/last-thing`,
    )
    .action(async (id: string, options: Options) => {
      if (!/^[\w-]+(\/[\w-]+)*$/.test(id))
        throw new UsageError(`"${id}" is no rule id: expected words and slashes, such as iam/user-created`);
      const rules = options.rules ?? homePath('rules');
      const file = join(rules, `${id}.yml`);
      if (existsSync(file)) throw new UsageError(`${file} exists already: choose another id`);
      const event = pick(await readEvents(options.event), options.eventId);
      const events = join(dirname(rules), 'events');
      const sample = freeSample(events, sampleName(event), basename(id));
      await put(file, draftRule(event, { sample, failed: deriveResult(event.detail).outcome === 'failure' }));
      await put(sampleFile(events, sample), `${anonymise(JSON.stringify(event, null, 2))}\n`);
      console.log(`${file} is ready to be edited, its sample is ${sampleFile(events, sample)}.`);
      console.log(`Then: npx trailbell test${options.rules ? ` --rules ${rules}` : ''}`);
    });
}

async function readEvents(file: string | undefined): Promise<readonly CloudTrailEvent[]> {
  let text: string;
  try {
    const raw = file === undefined ? Buffer.from(await readAll(process.stdin)) : await readFile(file);
    text = (raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw).toString('utf8');
  } catch (error) {
    throw new UsageError(`${file}: cannot be read: ${(error as Error).message}`);
  }
  const { events, notes } = parseLogText(text);
  if (events.length === 0) throw new UsageError(`${file ?? 'stdin'}: ${notes[0]?.message ?? 'holds no event'}`);
  return events;
}

function pick(events: readonly CloudTrailEvent[], eventId: string | undefined): CloudTrailEvent {
  const found = events.filter(({ detail }) => eventId === undefined || detail.eventID === eventId);
  const [event] = found;
  if (!event) throw new UsageError(`no event with the eventID ${eventId} among ${events.length}`);
  if (found.length > 1) throw new UsageError(`there are ${found.length} events: name one with --event-id`);
  return event;
}

/** The plain name if no sample has it, else one that says for which rule it is. */
function freeSample(folder: string, name: string, rule: string): string {
  return existsSync(sampleFile(folder, name)) ? `${name}-${rule}` : name;
}

function sampleFile(folder: string, sample: string): string {
  return join(folder, `${sample}.json`);
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
