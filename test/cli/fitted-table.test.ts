import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { fittedTable, type TableColumn } from '../../src/cli/fitted-table.ts';

const COLUMNS: readonly TableColumn[] = [
  { head: 'Rule', isText: true, least: 8 },
  { head: 'Alerts' },
  { head: 'Events', worth: 1 },
  { head: 'Actor', isText: true, least: 6, worth: 2 },
];
const ROWS = [
  ['identity-center/token', '1,234', '5,678', 'alice of example-prod'],
  ['root/call', '1', '2', '山田太郎'],
];
const table = (width: number) => fittedTable(COLUMNS, ROWS, width).split('\n');

describe('fittedTable', () => {
  test('is as wide as its texts where there is room, numbers at the right', () => {
    expect(table(Number.POSITIVE_INFINITY)).toEqual([
      'Rule                   Alerts  Events  Actor',
      '─'.repeat(60),
      'identity-center/token   1,234   5,678  alice of example-prod',
      'root/call                   1       2  山田太郎',
    ]);
  });

  test('cuts the longest texts before it leaves out a column', () => {
    expect(table(40)[0]).toMatch(/^Rule +Alerts +Events +Actor/);
    expect(table(40)[2]).toContain('…');
  });

  test.each([
    [30, ['Rule', 'Alerts', 'Actor']],
    [20, ['Rule', 'Alerts']],
  ])('leaves out the least of the columns at %i', (width, heads) => {
    expect(table(width)[0]?.trim().split(/ +/)).toEqual(heads);
  });

  test('never has a line that is wider than the terminal', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 120 }),
        fc.array(
          fc.tuple(
            fc.string({ unit: fc.constantFrom('a', '-', 'é', '山', '😀', '👩‍💻') }),
            fc.nat(999_999),
            fc.nat(),
            fc.constantFrom('é', '太郎太郎', 'x'.repeat(40)),
          ),
        ),
        (width, rows) => {
          const cells = rows.map(([rule, alerts, events, actor]) => [rule, String(alerts), String(events), actor]);
          const lines = fittedTable(COLUMNS, cells, width).split('\n');
          expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});
