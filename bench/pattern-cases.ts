// Agreement with recorded verdicts: `npm run check:pattern -- FILE`. Each line of FILE (.jsonl or .jsonl.gz) is
// { id, pattern: JSON text, event, expect: "match" | "nomatch" | "error", error? }.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { compilePattern, PatternError } from '../src/pattern/index.ts';

interface Case {
  readonly id: string;
  readonly pattern: string;
  readonly event: unknown;
  readonly expect: 'match' | 'nomatch' | 'error';
  readonly error?: string;
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: npm run check:pattern -- FILE');
  process.exit(2);
}
const bytes = readFileSync(file);
const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
const cases = text
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Case => JSON.parse(line));

let agreed = 0;
for (const row of cases) {
  const expected = row.expect === 'error' ? `error: ${firstLine(row.error ?? '')}` : row.expect;
  const actual = verdict(row);
  if (actual === expected) agreed++;
  else console.log(`${row.id}: expected ${expected}, got ${actual}\n  ${row.pattern}`);
}
console.log(`${agreed} of ${cases.length} cases agree`);
process.exitCode = agreed === cases.length ? 0 : 1;

function verdict({ pattern, event }: Case): string {
  try {
    return compilePattern(pattern)(event) ? 'match' : 'nomatch';
  } catch (error) {
    if (error instanceof PatternError) return `error: ${error.reason}`;
    throw error;
  }
}

/** The reason without the parser's place in the text. */
function firstLine(error: string): string {
  return (error.split('\n')[0] ?? '').split(' at [Source')[0] ?? '';
}
