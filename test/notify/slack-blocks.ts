import { isObject, type JsonObject } from '../../src/cloudtrail/json.ts';

/** A piece of what Slack shows of blocks. */
export interface Shown {
  readonly text: string;
  readonly as: 'text' | 'bold' | 'code' | 'link' | 'time' | 'small';
}

/**
 * What Slack shows of a message's blocks, line by line.
 * @throws TypeError for a block or an element that Slack would refuse, or in which it would read markup
 * @see https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
export function shownOf(blocks: unknown): Shown[][] {
  if (!Array.isArray(blocks) || blocks.length > 50) throw new TypeError('no list of at most 50 blocks');
  return blocks.flatMap((block) => {
    if (isObject(block) && block.type === 'rich_text') return elementsOf(block).flatMap(richElement);
    if (isObject(block) && block.type === 'context') return [elementsOf(block).map(contextElement)];
    throw new TypeError(`no block whose texts are literal: ${JSON.stringify(block)}`);
  });
}

/** As text, with `*` around what is bold, backticks around code, and `[…](…)` for a link. */
export function drawn(blocks: unknown): string {
  const marks = { text: '', bold: '*', code: '`', link: '', time: '', small: '' };
  return shownOf(blocks)
    .map((line) => line.map(({ text, as }) => `${marks[as]}${text}${marks[as]}`).join(''))
    .join('\n');
}

function elementsOf({ elements }: JsonObject): JsonObject[] {
  if (!Array.isArray(elements) || elements.length === 0) throw new TypeError('no elements');
  return elements;
}

function richElement(element: JsonObject): Shown[][] {
  if (element.type === 'rich_text_section') return splitLines(elementsOf(element).map(inline));
  if (element.type !== 'rich_text_list' || element.style !== 'ordered') throw new TypeError(`no ${element.type} here`);
  return elementsOf(element).map((item, index) => {
    const [line = [], ...more] = richElement(item);
    if (item.type !== 'rich_text_section' || more.length > 0) throw new TypeError('a list of more than lines');
    return [{ text: `${index + 1}. `, as: 'text' }, ...line];
  });
}

function inline(element: JsonObject): Shown {
  const { type, text, style = {} } = element;
  if (type === 'date' && Number.isInteger(element.timestamp)) return { text: String(element.format), as: 'time' };
  if (typeof text !== 'string' || text === '') throw new TypeError(`no text: ${JSON.stringify(element)}`);
  if (type === 'link') return { text: `[${text}](${new URL(String(element.url)).href})`, as: 'link' };
  if (type !== 'text') throw new TypeError(`no ${type} here`);
  return { text, as: isObject(style) && style.bold ? 'bold' : isObject(style) && style.code ? 'code' : 'text' };
}

function contextElement({ type, text, emoji }: JsonObject): Shown {
  if (type !== 'plain_text' || emoji !== false || typeof text !== 'string' || text === '' || text.length > 2_000) {
    throw new TypeError(`no plain text without emoji: ${text}`);
  }
  return { text, as: 'small' };
}

function splitLines(pieces: readonly Shown[]): Shown[][] {
  const lines: Shown[][] = [[]];
  for (const { text, as } of pieces) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part, as });
    }
  }
  return lines;
}

/**
 * Everything in a text that Slack would not show as it is, by what its page of markup says; a second reading of it, on purpose
 * wider than Slack's.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function markupIn(mrkdwn: string): string[] {
  const found = [
    /<[^>]*>/g,
    /`[^`]+`/g,
    /\*[^\s*][^*\n]*\*/g,
    /~[^\s~][^~\n]*~/g,
    /(?<![\dA-Za-z])_[^\s_][^_\n]*_(?![\dA-Za-z])/g,
    /:[^\s:]+:/g,
    /^(?:&gt;|>).*/gm,
    /&(?!amp;|lt;|gt;)/g,
  ];
  return found.flatMap((pattern) => mrkdwn.match(pattern) ?? []);
}
