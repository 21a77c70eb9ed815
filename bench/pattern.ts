// What matching costs on top of parsing: `npm run bench:pattern`. Each figure is the time to parse 20,000 events and match them
// against so many rules, over the time to parse them alone.
import { compilePatternSet } from '../src/pattern/index.ts';
import { bruteForce } from '../test/pattern/brute-force.ts';
import { randomEvent, randomPattern, seeded } from './pattern-input.ts';

const SEED = 20251015;
const EVENTS = 20_000;
const RULES = [1, 10, 100, 1000];
/** Parsing alone and each set take turns, so many events at a time, since the machine may be faster now and slower then. */
const TURN = 1000;
const ROUNDS = 10;
/** The first rounds only warm up. */
const WARM_UP = 2;
/** Every so many events are matched by brute force too. */
const CHECK_EVERY = 100;

const random = seeded(SEED);
const texts = Array.from({ length: EVENTS }, () => JSON.stringify(randomEvent(random)));
const patterns = Array.from({ length: Math.max(...RULES) }, (_, at) => [`rule-${at}`, randomPattern(random)] as const);
const bytes = texts.reduce((sum, text) => sum + text.length, 0) / EVENTS;
console.log(
  `seed ${SEED}: ${EVENTS} events of ${Math.round(bytes)} bytes, ${patterns.length} rules, Node ${process.version}`,
);

const runs = RULES.map((count) => ({ count, match: compilePatternSet(Object.fromEntries(patterns.slice(0, count))) }));
for (const { count, match } of runs) check(match, patterns.slice(0, count));
console.log(`matches of every ${CHECK_EVERY}th event agree with brute force`);

const parsing: number[] = [];
const matching = runs.map(({ count, match }) => ({ count, match, times: [] as number[], matches: 0 }));
for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  for (let start = 0; start < EVENTS; start += TURN) {
    const turn = texts.slice(start, start + TURN);
    parsing.push(seconds(() => turn.reduce((sum, text) => sum + Object.keys(JSON.parse(text)).length, 0)));
    for (const run of matching) {
      run.times.push(seconds(() => turn.reduce((sum, text) => sum + run.match(JSON.parse(text)).length, 0)));
    }
  }
}
for (const run of matching) run.matches = texts.reduce((sum, text) => sum + run.match(JSON.parse(text)).length, 0);

const ratio: Record<string, number> = {};
console.log('rules   matches   events/s   ratio');
console.log(`    -         -   ${rate(parsing)}   1.000   parsing alone`);
for (const { count, times, matches } of matching) {
  const value = median(warm(times.map((time, turn) => time / (parsing[turn] ?? Number.NaN))));
  ratio[count] = Number(value.toFixed(3));
  console.log(`${String(count).padStart(5)}   ${String(matches).padStart(7)}   ${rate(times)}   ${value.toFixed(3)}`);
}
console.log(JSON.stringify({ ratio }));

function seconds(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** The figures of the turns after the warm-up. */
function warm(figures: readonly number[]): readonly number[] {
  return figures.slice((WARM_UP * EVENTS) / TURN);
}

function rate(times: readonly number[]): string {
  return String(Math.round(TURN / median(warm(times)))).padStart(8);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** @throws where the set and the brute-force matcher find a different number of matches. */
function check(match: (event: unknown) => string[], rules: readonly (readonly [string, object])[]): void {
  for (let at = 0; at < texts.length; at += CHECK_EVERY) {
    const event: unknown = JSON.parse(texts[at] ?? '');
    const expected = rules.filter(([, pattern]) => bruteForce(pattern, event)).map(([id]) => id);
    const found = match(event);
    if (found.join() !== expected.join()) throw new Error(`event ${at}: expected ${expected}, found ${found}`);
  }
}
