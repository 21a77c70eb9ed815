import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../src/cloudtrail/json.ts';

describe('JSON that others have written', () => {
  test.each([
    ['a first half alone', String.raw`"a\ud83db"`, 'a\ufffdb'],
    ['a second half alone', String.raw`"\uDE00"`, '\ufffd'],
    ['two halves in the wrong order', String.raw`"\ude00\ud83d"`, '\ufffd\ufffd'],
    ['two first halves before a second', String.raw`"\ud83d\ud83d\ude00"`, '\ufffd😀'],
    ['a pair', String.raw`"\ud83d\ude00"`, '😀'],
    ['a pair of which each half is written in its own way', String.raw`"\uD83D\udE00"`, '😀'],
    ['a backslash before what would be a half', String.raw`"\\ud83d"`, String.raw`\ud83d`],
    ['two backslashes before a half', String.raw`"\\\ud83d"`, '\\\ufffd'],
    ['a half that stands in the JSON as it is', '"a\ud83d"', 'a\ufffd'],
  ])('has well-formed text where it holds %s', (_, json, text) => {
    expect(parseJson(json)).toBe(text);
  });

  test('has well-formed keys', () => {
    expect(parseJson(String.raw`{"\ud83d": 1}`)).toEqual({ '\ufffd': 1 });
  });

  test('that is broken is refused as ever', () => {
    expect(() => parseJson(String.raw`{"a": "\ud83d"`)).toThrow(SyntaxError);
    expect(() => parseJson(String.raw`"\ud8"`)).toThrow(SyntaxError);
  });

  test('is otherwise read as JavaScript reads it', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
        expect(parseJson(json)).toEqual(JSON.parse(json));
      }),
    );
  });
});
