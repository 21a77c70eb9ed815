import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bounded, plainText } from '../../src/template/index.ts';

describe('text that others have chosen', () => {
  test.each([
    ['printable ASCII', '_alice_ <b> `x` :tada:', '_alice_ <b> `x` :tada:'],
    ['accents and other scripts', 'Zoë 名前 Олег', 'Zoë 名前 Олег'],
    ['an emoji', 'a 😀 b', 'a 😀 b'],
    ['a family of emoji, without what joins them', '👨\u200d👩\u200d👧', '👨👩👧'],
    ['an emoji in colour, without what asks for it', '❤\ufe0f', '❤'],
    ['accents on their own', 'Zoe\u0308', 'Zoe\u0308'],
    ['a control character as a blank', 'a\u0000\u001bb', 'a b'],
    ['the end of a line as a blank', 'a\r\nb\u2028c\u0085d', 'a b c d'],
    ['a space of another kind as a blank', 'a\u00a0b\u3000c\u1680d', 'a b c d'],
    ['a sign without ink as a blank', 'a\u2800b', 'a b'],
    ['characters that reorder text', 'a\u202eb\u2066c', 'a\ufffdb\ufffdc'],
    ['a space without width, so that it differs from the name without', 'ad\u200bmin', 'ad\ufffdmin'],
    ['one at the end', 'admin\u200b', 'admin\ufffd'],
    ['a joiner between letters', 'ad\u200dmin', 'ad\ufffdmin'],
    ['a variation selector after a letter', 'admin\ufe0f', 'admin\ufffd'],
    ['Hangul fillers', '\u115fa\u1160b\u3164c\uffa0', '\ufffda\ufffdb\ufffdc\ufffd'],
    ['the grapheme joiner', 'a\u034fb', 'a\ufffdb'],
    ['Mongolian separators', 'a\u180eb\u180bc', 'a\ufffdb\ufffdc'],
    ['text of tags', 'a\u{e0068}\u{e0069}b', 'a\ufffdb'],
    ['the soft hyphen', 'a\u00adb', 'a\ufffdb'],
    ['private use', 'a\uf8ffb\u{10fffd}', 'a\ufffdb\ufffd'],
    ['what is no character', 'a\ufdd0b\uffff', 'a\ufffdb\ufffd'],
    ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
    ['a name of which nothing can be seen', '\u3164\u200b', '\ufffd'],
    ['a name of blanks', ' \u00a0\t', '(blank)'],
    ['no text', '', ''],
    ['a mark without a letter, which would stand on ours', '\u0338x', '\u25cc\u0338x'],
  ])('shows %s', (_, text, shown) => {
    expect(plainText(text, 100)).toBe(shown);
  });

  test('never runs over the lines above and below, but keeps what scripts stack', () => {
    expect(plainText(`a${'\u0301'.repeat(50)}b${'\u0316'.repeat(50)}`, 400)).toBe(
      `a${'\u0301'.repeat(3)}b${'\u0316'.repeat(3)}`,
    );
    expect(plainText('ệ'.normalize('NFD'), 10)).toBe('ệ'.normalize('NFD'));
  });

  test('is cut with an ellipsis, never inside a pair', () => {
    expect(plainText('ab😀cd', 4)).toBe('ab…');
    expect(bounded('abcdef', 4)).toBe('abc…');
    expect(bounded('ab😀def', 4)).toBe('ab…');
  });

  test('stays as it is when it is shown again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = plainText(text, 1_000);
        expect(plainText(shown, 1_000)).toBe(shown);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/u);
        expect(shown.isWellFormed()).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
