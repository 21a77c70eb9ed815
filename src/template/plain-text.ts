/** Most text is this, and shows as it is. */
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** Dress of the emoji before it, which shows as well without: a variation selector, or a joiner to the next. */
const EMOJI_DRESS =
  /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}])(?:\ufe0f\u200d?|\u200d(?=\p{Extended_Pictographic}))/gu;
/** Ends of lines and other controls; in a terminal they run commands. */
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
/** What shows nothing but a gap: spaces other than our own, and signs whose glyph is blank. */
const BLANKS = /[\p{Zs}\u2800\u{1d159}]/gu;
/** What shows nothing, reorders its neighbours, or is no character: names that differ in it alone would look the same. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}]+/gu;
/** More marks than any script stacks on one letter: they would run over the lines above and below. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;
/** It would stand on what we have written before it. */
const MARK_WITHOUT_LETTER = /^\s*(?=\p{M})/u;

const REPLACEMENT = '\ufffd';
/** What stands for a text of which nothing can be seen. */
const BLANK_TEXT = '(blank)';

/** Text as it can be shown anywhere, as `visibleText`, without blanks at its ends and at most `limit` UTF-16 units long. */
export function plainText(text: string, limit: number): string {
  // Cut before cleaning, so that a megabyte in one value costs nothing.
  const part = text.length > limit * 4 ? text.slice(0, limit * 4) : text;
  const shown = visibleText(part).trim();
  return shown === '' && text !== '' ? BLANK_TEXT : bounded(shown, limit);
}

/**
 * Text on one line with nothing in it that is invisible: controls become blanks, invisible characters U+FFFD, so that no name can
 * pass for another.
 */
export function visibleText(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return text
    .replace(EMOJI_DRESS, '')
    .replace(CONTROLS, ' ')
    .replace(BLANKS, ' ')
    .replace(INVISIBLE, REPLACEMENT)
    .replace(STACKED_MARKS, '$1')
    .replace(MARK_WITHOUT_LETTER, '$&\u25cc');
}

/** At most `limit` UTF-16 units, never half a surrogate pair; an ellipsis marks a cut. */
export function bounded(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
