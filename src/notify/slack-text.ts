import type {
  KnownBlock,
  RichTextBlock,
  RichTextDate,
  RichTextElement,
  RichTextLink,
  RichTextSection,
  RichTextText,
} from '@slack/web-api';

/*
 * Whatever a caller may have written stands in elements of rich text. Slack reads no markup in them: asterisks, backticks,
 * `:emoji:`, addresses and `<!channel>` are shown as they are. In mrkdwn there is no escape for most of these.
 * https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */

export function plain(text: string): RichTextText {
  return { type: 'text', text };
}

export function bold(text: string): RichTextText {
  return { type: 'text', text, style: { bold: true } };
}

export function code(text: string): RichTextText {
  return { type: 'text', text, style: { code: true } };
}

export function link({ label, url }: { readonly label: string; readonly url: string }): RichTextLink {
  return { type: 'link', url, text: label };
}

/** The time of day in the reader's own time zone. */
export function timeHere(epochSeconds: number, fallback: string): RichTextDate {
  return { type: 'date', timestamp: epochSeconds, format: '{time_secs} here', fallback };
}

export function section(elements: readonly RichTextElement[]): RichTextSection {
  return { type: 'rich_text_section', elements: [...elements] };
}

export function richText(...elements: RichTextBlock['elements']): RichTextBlock {
  return { type: 'rich_text', elements };
}

/** Elements on lines of their own. */
export function lines(rows: readonly (readonly RichTextElement[])[]): RichTextElement[] {
  return rows.flatMap((row, index) => (index === 0 ? row : [plain('\n'), ...row]));
}

/**
 * The size of blocks, for Slack's limit on their sum. Whether it counts characters, bytes or JSON with its escapes is not
 * documented: this is the largest of them.
 */
export function wireLength(blocks: readonly KnownBlock[]): number {
  return JSON.stringify(blocks).replace(/[^\0-\x7f]/g, '\\uffff').length;
}

/** Signs that look like those of mrkdwn and are none. */
const LOOKALIKES: Readonly<Record<string, string>> = { '*': '∗', '`': 'ˋ', '~': '∼', _: 'ˍ', ':': '꞉' };
/** What formats in mrkdwn: not an underscore between letters, and a colon only where it could begin an `:emoji:`. */
const MARKUP = /[*`~]|(?<![a-z\d])_|_(?![a-z\d])|:(?=\S*:)/gi;

/**
 * Text for the `text` of a message, which is always mrkdwn. Its three escapes keep it from mentioning anybody; for what has no
 * escape there is a sign that looks the same. Notifications show it, and Slack itself only a message without blocks.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function mrkdwnText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(MARKUP, (sign) => LOOKALIKES[sign] ?? sign);
}
