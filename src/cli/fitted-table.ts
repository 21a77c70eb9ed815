import Table from 'cli-table3';
import stringWidth from 'fast-string-width';
import { lazy } from '../finding/lazy.ts';

export interface TableColumn {
  readonly head: string;
  readonly isText?: boolean;
  /** The width down to which texts may be cut; without one they are shown whole. */
  readonly least?: number;
  /** The lower, the sooner it is left out where not all fit; without one it is always shown. */
  readonly worth?: number;
}

interface Measured extends TableColumn {
  readonly index: number;
  readonly width: number;
}

const GAP = '  ';

/**
 * Rows of texts as a table that is no wider than `width`: the longest texts are cut first, then the least of the columns left out,
 * so that no line wraps.
 */
export function fittedTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const measured = columns.map((column, index) => ({
    ...column,
    index,
    width: Math.max(stringWidth(column.head), ...rows.map((row) => stringWidth(row[index] ?? ''))),
  }));
  const fitted = fitInto(measured, width);
  const table = new Table({
    head: fitted.map(({ head }) => head),
    colAligns: fitted.map(({ isText }) => (isText ? 'left' : 'right')),
    colWidths: fitted.map((column) => column.width),
    chars: { ...NO_LINES, mid: '─', 'mid-mid': '─'.repeat(GAP.length), middle: GAP },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push(fitted.map(({ index, width: most }) => shortened(row[index] ?? '', most)));
  return table.toString().replaceAll(/ +$/gm, '');
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right'].flatMap((side) => [
    [side, ''],
    [`${side}-mid`, ''],
    [`${side}-left`, ''],
    [`${side}-right`, ''],
  ]),
);

function fitInto(columns: readonly Measured[], width: number): readonly Measured[] {
  const excess = widthOf(columns) - width;
  const spare = columns.reduce((sum, { width, least = width }) => sum + Math.max(0, width - least), 0);
  if (excess <= 0) return columns;
  const leastWorth = Math.min(...columns.map(({ worth = Number.POSITIVE_INFINITY }) => worth));
  if (spare < excess && Number.isFinite(leastWorth)) {
    return fitInto(
      columns.filter(({ worth }) => worth !== leastWorth),
      width,
    );
  }
  return cut(columns, excess);
}

/** Takes from the widest of the columns that may be cut, until nothing is in excess or to be taken. */
function cut(columns: readonly Measured[], excess: number): readonly Measured[] {
  const widest = columns
    .filter(({ width, least = width }) => width > least)
    .reduce<Measured | undefined>((most, column) => (most && most.width >= column.width ? most : column), undefined);
  if (excess <= 0 || !widest) return columns;
  return cut(
    columns.map((column) => (column === widest ? { ...column, width: column.width - 1 } : column)),
    excess - 1,
  );
}

/** The library would cut characters of two UTF-16 units in half. */
function shortened(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of graphemes().segment(text)) {
    if (stringWidth(`${kept}${segment}…`) > width) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Loads data of ICU, which takes longer than all else here. */
const graphemes = lazy(() => new Intl.Segmenter());

function widthOf(columns: readonly Measured[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0) + GAP.length * (columns.length - 1);
}
