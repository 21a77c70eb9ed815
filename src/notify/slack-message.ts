import type { ContextBlock, KnownBlock, RichTextBlock, RichTextElement } from '@slack/web-api';
import { bounded } from '../template/index.ts';
import { type Alert, type Fact, SEVERITY_ICONS } from './alert.ts';
import { bold, code, lines, link, mrkdwnText, plain, richText, section, timeHere, wireLength } from './slack-text.ts';
import { stepParts } from './step.ts';
import { type AlertThread, countText, leftOutTexts, newsText } from './thread.ts';

/** What `chat.postMessage` takes, without the channel. `text` is what notifications and screen readers get. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
  /** Slack would make links of addresses in `text`. */
  readonly parse: 'none';
}

/** Of all blocks of a message: Slack refuses more than about 13,200 characters, which it does not document. */
const MOST_IN_BLOCKS = 12_000;
const LONGEST_TEXT = 3_000;
const MAX_SUMMARY = 900;
const MAX_STEP = 700;
const MAX_VALUE = 400;
const MAX_FACTS = 14;
const LEAST_SHARE = 1 / 32;

/** The alert as Block Kit. No field of an event can format, link, mention anybody or run over a limit. */
export function toSlackMessage(alert: Alert): SlackMessage {
  const icon = SEVERITY_ICONS[alert.severity];
  const place = alert.place && ` · ${alert.place}`;
  return {
    text: textOf(`${icon} ${alert.headline}${place}: ${alert.summary}`),
    blocks: fitting((share) => [
      richText(
        section([
          plain(`${icon} `),
          bold(alert.headline),
          plain(`${place}\n${bounded(alert.summary, MAX_SUMMARY * share)}`),
        ]),
      ),
      ...factBlock(alert.facts, share),
      ...stepBlock(alert.steps, share),
      ...linkBlock(alert.links),
      origin(alert.origin),
    ]),
    parse: 'none',
  };
}

export interface SlackAnswer extends SlackMessage {
  /** How many of the thread's lines it and those before it hold. */
  readonly linesTold: number;
}

/** What a thread is answered with: its news, line by line, in as many messages as it takes. */
export function toSlackAnswers(
  thread: AlertThread,
  { withCount }: { readonly withCount: boolean } = { withCount: false },
): SlackAnswer[] {
  const counter = withCount ? countText(thread) : '';
  const rows: RichTextElement[][] = [
    ...(counter ? [[plain(counter)]] : []),
    ...thread.lines.map((line) => [
      plain(newsText(line)),
      ...(line.url ? [plain(' · '), link({ label: 'Event', url: line.url })] : []),
    ]),
    ...leftOutTexts(thread).map((text) => [plain(text)]),
  ];
  const packs = packed(rows);
  return packs.map((pack, index) => ({
    text: textOf(pack.map(textOfRow).join('\n')),
    blocks: [inLines(pack)],
    parse: 'none',
    linesTold: Math.min(thread.lines.length, packs.slice(0, index + 1).flat().length - (counter ? 1 : 0)),
  }));
}

function textOfRow(row: readonly RichTextElement[]): string {
  return row.map((element) => ('text' in element ? element.text : '')).join('');
}

/** A message that Slack takes when it refuses the blocks. */
export function withoutBlocks(message: SlackMessage): SlackMessage {
  return { ...message, blocks: [] };
}

function textOf(text: string): string {
  return bounded(mrkdwnText(text), LONGEST_TEXT).replace(/&[a-z]{0,3}…$/, '…');
}

/** The blocks with as much of the long texts as Slack takes: all of them, or an equal share of what each may have. */
function fitting(make: (share: number) => KnownBlock[]): KnownBlock[] {
  let share = 1;
  let blocks = make(share);
  while (wireLength(blocks) > MOST_IN_BLOCKS && share > LEAST_SHARE) {
    share /= 2;
    blocks = make(share);
  }
  return blocks;
}

/** Whole rows, as many together as one message takes. */
function packed(rows: readonly RichTextElement[][]): RichTextElement[][][] {
  const packs: RichTextElement[][][] = [];
  let left = 0;
  for (const row of rows) {
    const length = wireLength([inLines([row])]);
    if (packs.length === 0 || left < length) {
      packs.push([]);
      left = MOST_IN_BLOCKS;
    }
    packs.at(-1)?.push(row);
    left -= length;
  }
  return packs;
}

function inLines(rows: readonly (readonly RichTextElement[])[]): RichTextBlock {
  return richText(section(lines(rows)));
}

function factBlock(facts: readonly Fact[], share: number): RichTextBlock[] {
  const rows = facts.slice(0, MAX_FACTS).map((fact) => factRow(fact, share));
  return rows.length > 0 ? [inLines(rows)] : [];
}

/** A time is also told in the reader's own time zone. */
function factRow({ label, value, epochSeconds }: Fact, share: number): RichTextElement[] {
  const row = [bold(bounded(label, Math.max(16, 40 * share))), plain(`  ${bounded(value, MAX_VALUE * share)}`)];
  return epochSeconds === undefined ? row : [...row, plain(' ('), timeHere(epochSeconds, value), plain(')')];
}

function stepBlock(steps: readonly string[], share: number): RichTextBlock[] {
  if (steps.length === 0) return [];
  const items = steps.map((step) =>
    section(stepParts(bounded(step, MAX_STEP * share)).map(({ text, isCommand }) => (isCommand ? code : plain)(text))),
  );
  return [richText(section([bold('What to do')]), { type: 'rich_text_list', style: 'ordered', elements: items })];
}

function linkBlock(links: Alert['links']): RichTextBlock[] {
  const elements = links.flatMap((each, index) => (index === 0 ? [link(each)] : [plain(' · '), link(each)]));
  return elements.length > 0 ? [richText(section(elements))] : [];
}

function origin(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] };
}
