// What matching costs on top of parsing: `npm run bench:pattern`. Each figure is the time to parse 20,000 events and match them
// against so many rules, over the time to parse them alone.
import { compilePatternSet } from '../src/pattern/index.ts';
import { bruteForce } from '../test/pattern/brute-force.ts';
import { median } from './median.ts';
import { costlyPattern, randomEvent, seeded, usualPattern } from './pattern-input.ts';

const SEED = 20251015;
const EVENTS = 20_000;
const RULES = [1, 10, 100, 1000];
/** Parsing alone and each set take turns, so many events at a time, since the machine may be faster now and slower then. */
const TURN = 1000;
const ROUNDS = 6;
/** The first rounds only warm up. */
const WARM_UP = 2;
/** Every so many events are matched by brute force too. */
const CHECK_EVERY = 100;

const random = seeded(SEED);
const texts = Array.from({ length: EVENTS }, () => JSON.stringify(randomEvent(random)));
const bytes = texts.reduce((sum, text) => sum + text.length, 0) / EVENTS;
const most = Array.from({ length: Math.max(...RULES) });
const kinds = {
  usual: most.map(() => usualPattern(random)),
  /** Every fourth rule is of a costlier kind. */
  mixed: most.map((_, at) => (at % 4 === 3 ? costlyPattern(random) : usualPattern(random))),
};
console.log(`seed ${SEED}: ${EVENTS} events of ${Math.round(bytes)} bytes, Node ${process.version}`);

const runs = Object.entries(kinds).flatMap(([kind, patterns]) =>
  RULES.map((count) => runOf(kind, patterns.slice(0, count))),
);
console.log(`matches of every ${CHECK_EVERY}th event agree with brute force`);

const parsing: number[] = [];
for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  for (let start = 0; start < EVENTS; start += TURN) {
    const turn = texts.slice(start, start + TURN);
    parsing.push(seconds(() => turn.reduce((sum, text) => sum + Object.keys(JSON.parse(text)).length, 0)));
    for (const { times, match } of runs) {
      times.push(seconds(() => turn.reduce((sum, text) => sum + match(JSON.parse(text)).length, 0)));
    }
  }
}

const ratios: Record<string, Record<string, number>> = { usual: {}, mixed: {} };
console.log('rules          matches   events/s   ratio');
console.log(`none                 -   ${rate(parsing)}   1.000   parsing alone`);
for (const { kind, count, times, match } of runs) {
  const matches = texts.reduce((sum, text) => sum + match(JSON.parse(text)).length, 0);
  const ratio = median(warm(times.map((time, turn) => time / (parsing[turn] ?? Number.NaN))));
  Object.assign(ratios[kind] ?? {}, { [count]: Number(ratio.toFixed(3)) });
  const label = `${String(count).padStart(4)} ${kind}`;
  console.log(`${label}   ${String(matches).padStart(9)}   ${rate(times)}   ${ratio.toFixed(3)}`);
}
console.log(JSON.stringify({ ratio: ratios.usual, mixed: ratios.mixed }));

/** @throws where the set and the brute-force matcher find different matches */
function runOf(kind: string, patterns: readonly object[]) {
  const rules = patterns.map((pattern, at) => [`rule-${at}`, pattern] as const);
  const match = compilePatternSet(Object.fromEntries(rules));
  for (let at = 0; at < texts.length; at += CHECK_EVERY) {
    const event: unknown = JSON.parse(texts[at] ?? '');
    const expected = rules.filter(([, pattern]) => bruteForce(pattern, event)).map(([id]) => id);
    const found = match(event);
    if (found.join() !== expected.join()) throw new Error(`event ${at}: expected ${expected}, found ${found}`);
  }
  const times: number[] = [];
  return { kind, count: rules.length, match, times };
}

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
