import { plainText } from './plain-text.ts';

const MAX_TEXT = 200;
const MAX_LIST = 10;
/** A cut value in a command does something else than it says, so commands get more room than prose. */
const MAX_ARGUMENT = 1024;

/**
 * A JSON value as people read it, on one line of at most 200 characters: lists joined by commas, objects as compact JSON.
 * Undefined where there is nothing to show: no value, null, an empty text, list or object.
 */
export function valueText(value: unknown): string | undefined {
  return present(plainText(words(value), MAX_TEXT));
}

/**
 * A JSON value as one word of a shell command: as it is where that is safe, else in single quotes. A backtick is blanked, as
 * it would end the code span that holds the command.
 */
export function argumentText(value: unknown): string | undefined {
  const text = present(plainText(words(value), MAX_ARGUMENT).replaceAll('`', ' '));
  if (text === undefined || /^[\w+=,.@:/-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function words(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return listWords(value);
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return '';
  return JSON.stringify(value);
}

function listWords(list: readonly unknown[]): string {
  const shown = list.slice(0, MAX_LIST).map(words).filter(Boolean);
  const hidden = list.length - MAX_LIST;
  return hidden > 0 ? `${shown.join(', ')} and ${hidden} more` : shown.join(', ');
}

function present(text: string): string | undefined {
  return text === '' ? undefined : text;
}
