import { plainText } from './plain-text.ts';

const MAX_TEXT = 200;
const MAX_LIST = 10;
/** A cut value in a command does something else than it says, so commands get more room than prose. */
const MAX_ARGUMENT = 1024;

/** Stands in a command for a value that must not: pasted as it is, the command is refused. */
const UNFIT = "'(not safe to paste)'";
/** Not with a sign of equality first, which is a path for zsh. */
const SAFE_WORD = /^[\w+,.@:/-][\w+=,.@:/-]*$/;
/** Quotes do not help: commands take such a word for an option, or read the file. */
const NO_ARGUMENT = /^(?:-|fileb?:\/\/)/;

/**
 * A JSON value as people read it, on one line of at most 200 characters: lists joined by commas, objects as compact JSON.
 * Undefined where there is nothing to show: no value, null, an empty text, list or object.
 */
export function valueText(value: unknown): string | undefined {
  return present(plainText(words(value), MAX_TEXT));
}

/**
 * A JSON value as one word of a shell command: as it is where that is safe, else in single quotes. A value that would not stand
 * there as it is (it is too long, or something in it is invisible), would end the code span that holds the command, or would be
 * taken for an option, is not shown.
 */
export function argumentText(value: unknown): string | undefined {
  const text = present(words(value));
  if (text === undefined) return undefined;
  const isWhole = plainText(text, MAX_ARGUMENT) === text;
  if (!isWhole || text.includes('`') || NO_ARGUMENT.test(text)) return UNFIT;
  return SAFE_WORD.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
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
