import { expect, test } from '@jest/globals';
import { leftText } from '../../src/cli/progress-bar.ts';

test.each([
  ['half after ten seconds', 0.5, 10_000, ' · 10 s left'],
  ['a tenth after a minute', 0.1, 60_000, ' · 9 min 0 s left'],
  ['a twentieth after ten minutes', 0.05, 600_000, ' · 3 h 10 min left'],
  ['all', 1, 60_000, ' · 0 s left'],
  ['too little to tell', 0.001, 60_000, ''],
  ['a standard input of unknown length', Number.NaN, 60_000, ''],
])('leftText says what is left when %s was read', (_, part, elapsedMs, said) => {
  expect(leftText(part, elapsedMs)).toBe(said);
});
