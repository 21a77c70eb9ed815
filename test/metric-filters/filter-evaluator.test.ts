import { describe, expect, test } from '@jest/globals';
import { compileFilter, type FilterVerdict } from './filter-evaluator.ts';

const RECORD = {
  name: 'PutEvents',
  star: 'Put*Events',
  from: '198.51.100.7',
  tags: ['first', 'second'],
  owners: [
    { id: 7, mail: 'carol@example.com' },
    { id: 8, mail: 'dave@example.com' },
  ],
  owner: { id: 6, mail: 'bob@example.com' },
  grid: [
    [0, 1],
    [2, 3],
  ],
  nothing: null,
  flag: true,
  off: false,
  latency: 900,
  size: -0.5,
  digits: '900',
  'x-amz-acl': 'private',
};

test.each<[string, string, FilterVerdict]>([
  ['a text in quotes', '{ $.name = "PutEvents" }', true],
  ['a text without quotes', '{ $.name = PutEvents }', true],
  ['another text', '{ $.name = "GetEvents" }', false],
  ['upper and lower case differ', '{ $.name = "putevents" }', false],
  ['a star before a text', '{ $.name = "*Events" }', true],
  ['a star after a text', '{ $.name = Put* }', true],
  ['stars around a text', '{ $.name = "*tEv*" }', true],
  ['a star stands for nothing, too', '{ $.name = "PutEvents*" }', true],
  ['a star within a text is a star', '{ $.name = "Put*Events" }', false],
  ['… and meets a star', '{ $.star = "Put*Events" }', true],
  ['an address outside of a block', '{ $.from != 203.0.* }', true],
  ['an address inside of a block', '{ $.from != 198.51.* }', false],
  ['an element of a list', '{ $.tags[0] = "first" }', true],
  ['an index of no list', '{ $.name[0] = "P" }', false],
  ['a field of an element', '{ $.owners[1].id = 8 }', true],
  ['a list of lists', '{ $.grid[1][0] = 2 }', true],
  ['null', '{ $.nothing IS NULL }', true],
  ['a missing field is not null', '{ $.absent IS NULL }', false],
  ['a missing field', '{ $.absent NOT EXISTS }', true],
  ['null exists', '{ $.nothing NOT EXISTS }', false],
  ['a field that is there', '{ $.name EXISTS }', true],
  ['a field below a missing one', '{ $.absent.deeper NOT EXISTS }', true],
  ['true', '{ $.flag IS TRUE }', true],
  ['false', '{ $.off IS FALSE }', true],
  ['true is not false', '{ $.flag IS FALSE }', false],
  ['a list equals nothing', '{ $.tags = "first" }', false],
  ['a list differs from nothing either', '{ $.tags != "first" }', false],
  ['an object differs from nothing', '{ $.owner != 1 }', false],
  ['a missing field equals nothing', '{ $.absent = "x" }', false],
  ['a missing field differs from nothing either', '{ $.absent != "x" }', false],
  ['any value', '{ $.latency = * }', true],
  ['any value of a missing field', '{ $.absent = * }', false],
  ['a number', '{ $.latency = 900 }', true],
  ['a number in scientific notation', '{ $.latency = 9e2 }', true],
  ['more', '{ $.latency > +899.5 }', true],
  ['at least', '{ $.latency >= 900 }', true],
  ['less', '{ $.size < -4e-1 }', true],
  ['at most', '{ $.latency <= 899 }', false],
  ['another number', '{ $.latency != 500 }', true],
  ['a name with hyphens', '{ $.x-amz-acl = "private" }', true],
  ['and', '{ ($.owner.id = 6) && ($.owners[0].mail = "carol@example.com") }', true],
  ['and, within or', '{ ($.owner.id = 7 && $.owners[0].mail = "none") || $.tags[1] = "first" }', false],
  ['and binds more tightly than or', '{ $.name = PutEvents || $.tags[0] = none && $.tags[1] = none }', true],
  ['parentheses bind most tightly', '{ ($.name = PutEvents || $.tags[0] = none) && $.tags[1] = none }', false],
  ['undocumented: a number as a text', '{ $.latency = "900" }', undefined],
  ['undocumented: a text as a number', '{ $.digits = 900 }', undefined],
  ['undocumented: a flag that differs from a text', '{ $.flag != "x" }', undefined],
  ['a number is no other text in any reading', '{ $.latency = "800" }', false],
  ['what is undocumented does not matter beside what decides', '{ $.digits = 900 || $.flag IS TRUE }', true],
  ['… and does where nothing else decides', '{ $.digits = 900 && $.flag IS TRUE }', undefined],
])('%s: %s', (_, pattern, expected) => {
  expect(compileFilter(pattern)(RECORD)).toBe(expected);
});

describe('refuses', () => {
  test.each([
    ['no braces', '$.a = 1'],
    ['an open brace', '{ $.a = 1'],
    ['an open parenthesis', '{ ($.a = 1 }'],
    ['text after the end', '{ $.a = 1 } x'],
    ['nothing', '{ }'],
    ['half an and', '{ $.a = 1 && }'],
    ['one ampersand', '{ $.a = 1 & $.b = 2 }'],
    ['single quotes', "{ $.a = 'x' }"],
    ['a character that needs quotes', '{ $.a = a@b }'],
    ['a field name with other characters', '{ $.a:b = 1 }'],
    ['a backslash', '{ $.a = "a\\b" }'],
    ['an order of texts', '{ $.a < "x" }'],
    ['an empty text', '{ $.a = "" }'],
    ['more than 1,024 characters', `{ $.a = "${'x'.repeat(1015)}" }`],
  ])('%s', (_, pattern) => {
    expect(() => compileFilter(pattern)).toThrow();
  });

  test('no pattern of 1,024 characters', () => {
    expect(compileFilter(`{ $.a = "${'x'.repeat(1012)}" }`)({ a: 'x'.repeat(1012) })).toBe(true);
  });
});
