import type { ContextBlock, KnownBlock, MrkdwnElement, SectionBlock } from '@slack/web-api';
import { bounded } from '../template/index.ts';
import { type Alert, type Fact, SEVERITY_ICONS } from './alert.ts';
import { type AlertThread, countText, leftOutTexts, newsText } from './thread.ts';

/** What `chat.postMessage` takes, without the channel. `text` is what notifications and screen readers get. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/**
 * Slack refuses a section over 3,000 characters, more than 10 fields in one, a field over 2,000, and (undocumented) blocks of
 * over about 13,200 characters in all: these add up to 12,300.
 */
const MAX_HEAD = 2_000;
const MAX_STEPS = 2_900;
const MAX_ANSWER = 10_000;
const MAX_CONTEXT = 1_800;
const MAX_FIELD = 400;
const MAX_FIELDS = 14;
const FIELDS_PER_SECTION = 10;

/** The alert as Block Kit. No field of an event can mention anybody, run over a limit or break a link. */
export function toSlackMessage(alert: Alert): SlackMessage {
  const title = `${SEVERITY_ICONS[alert.severity]} *${escapeSlack(alert.headline)}*`;
  const place = alert.place ? ` · ${escapeSlack(alert.place)}` : '';
  return {
    text: bounded(
      `${SEVERITY_ICONS[alert.severity]} ${escapeSlack(alert.headline)}${place}: ${escapeSlack(alert.summary)}`,
      3_000,
    ),
    blocks: [
      section(`${title}${place}\n${escapeSlack(alert.summary)}`, MAX_HEAD),
      ...factSections(alert.facts),
      ...(alert.steps.length > 0 ? [section(`*What to do*\n${numbered(alert.steps)}`, MAX_STEPS)] : []),
      context([...alert.links.map(toLink), escapeSlack(alert.origin)].join(' · ')),
    ],
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
  const counter = withCount ? escapeSlack(countText(thread)) : '';
  const texts = [
    counter,
    ...thread.lines.map(
      (line) => escapeSlack(newsText(line)) + (line.url ? ` · ${toLink({ label: 'Event', url: line.url })}` : ''),
    ),
    ...leftOutTexts(thread).map(escapeSlack),
  ].filter((text) => text !== '');
  const packs = packed(texts, MAX_ANSWER);
  return packs.map((lines, index) => ({
    text: bounded(lines.join('\n'), 3_000),
    blocks: packed(lines, MAX_STEPS).map((each) => section(each.join('\n'), MAX_STEPS)),
    linesTold: Math.min(thread.lines.length, packs.slice(0, index + 1).flat().length - (counter ? 1 : 0)),
  }));
}

/** Whole lines, as many together as have room. */
function packed(lines: readonly string[], room: number): string[][] {
  const packs: string[][] = [];
  let left = 0;
  for (const line of lines) {
    if (packs.length === 0 || left < line.length + 1) {
      packs.push([]);
      left = room;
    }
    packs.at(-1)?.push(line);
    left -= line.length + 1;
  }
  return packs;
}

/** A message that Slack takes when it refuses the blocks. */
export function withoutBlocks({ text }: SlackMessage): SlackMessage {
  return { text, blocks: [] };
}

/**
 * Slack's only three escapes, after which no `<!channel>`, `<@U…>` or link can be made.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function factSections(facts: readonly Fact[]): SectionBlock[] {
  const fields = facts
    .slice(0, MAX_FIELDS)
    .map((fact) => mrkdwn(`*${escapeSlack(fact.label)}*\n${factValue(fact)}`, MAX_FIELD));
  const sections: SectionBlock[] = [];
  for (let start = 0; start < fields.length; start += FIELDS_PER_SECTION) {
    sections.push({ type: 'section', fields: fields.slice(start, start + FIELDS_PER_SECTION) });
  }
  return sections;
}

/** Slack turns `<!date^…>` into the reader's own time zone; the UTC time stands beside it. */
function factValue({ value, epochSeconds }: Fact): string {
  const escaped = escapeSlack(value);
  if (epochSeconds === undefined) return escaped;
  return `${escaped} (<!date^${epochSeconds}^{time_secs} here|${escaped}>)`;
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${escapeSlack(step)}`).join('\n');
}

/** URLs are made by us from encoded parts, so that `|` and `>` cannot end the link early. */
function toLink({ label, url }: { label: string; url: string }): string {
  return `<${escapeSlack(url)}|${escapeSlack(label)}>`;
}

function section(text: string, limit: number): SectionBlock {
  return { type: 'section', text: mrkdwn(text, limit) };
}

function context(text: string): ContextBlock {
  return { type: 'context', elements: [mrkdwn(text, MAX_CONTEXT)] };
}

/** `verbatim` keeps Slack from turning a bare `@here` or `#channel` into a mention. */
function mrkdwn(text: string, limit: number): MrkdwnElement {
  return { type: 'mrkdwn', text: bounded(text, limit).replace(/&[a-z]{0,3}…$/, '…'), verbatim: true };
}
