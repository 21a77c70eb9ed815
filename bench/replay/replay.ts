/**
 * What replay costs beside the bare unpacking of the same files, and beside others that look for one rule. All of it runs in turns,
 * and of each kind the median counts. The last line on stdout is JSON.
 * Usage: npm run bench:replay -- --megabytes 1000
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { median } from '../median.ts';
import { type LogFolder, writeLogs } from './log-files.ts';
import { isInstalled, searchWithDuckDb, searchWithJq, unpackWithGzip } from './rivals.ts';
import { type ReplayCost, runReplay } from './run-replay.ts';
import { writeSomeRules } from './some-rules.ts';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1000' },
    rules: { type: 'string', default: '150' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});
const BYTES = Number(values.megabytes) * 1e6;
const ROUNDS = Number(values.rounds);
const SMALL_FILES = { files: Math.ceil(4 * Number(values.megabytes)), recordsPerFile: 8 };
const CORES = Math.min(2, availableParallelism());

/** Each kind of run by its name: what it takes in seconds, and in megabytes of memory where that was seen. */
type Runs = Readonly<Record<string, () => Promise<Partial<ReplayCost> & { readonly seconds: number }>>>;

interface Measured {
  readonly seconds: number;
  readonly peakMB: number;
}

const root = await mkdtemp(join(tmpdir(), 'bench-replay-'));
try {
  const rulesAlone = join(root, 'rules that judge alone');
  const rulesMixed = join(root, 'rules');
  await writeSomeRules(rulesAlone, Number(values.rules), true);
  await writeSomeRules(rulesMixed, Number(values.rules), false);
  const replays = (folder: string): Runs => ({
    [`replay, ${values.rules} rules without memory`]: () => runReplay(folder, rulesAlone),
    [`replay, ${values.rules} rules of all kinds`]: () => runReplay(folder, rulesMixed),
    'replay, the whole pack': () => runReplay(folder, undefined),
  });
  const unpacking = ({ files }: LogFolder): Runs => ({
    [`gzip -dc on ${CORES} cores`]: async () => ({ seconds: await unpackWithGzip(files, CORES) }),
  });
  const table = new Table({
    head: ['Logs', 'Run', 'Seconds', 'Against gzip', 'Peak MB'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const measure = async (name: string, logs: LogFolder, runs: Runs): Promise<ReadonlyMap<string, Measured>> => {
    const size = `${name}: ${logs.files.length} files, ${megabytes(logs.bytes)} MB, packed ${megabytes(logs.packedBytes)} MB`;
    const measured = await inTurns(size, runs);
    const [gzip] = measured.values();
    for (const [run, { seconds, peakMB }] of measured) {
      const times = (seconds / (gzip?.seconds ?? 1)).toFixed(2);
      table.push([
        run === [...measured.keys()][0] ? size : '',
        run,
        seconds.toFixed(2),
        times,
        peakMB > 0 ? megabytes(peakMB * 1e6) : '',
      ]);
    }
    return measured;
  };

  const year = await generate('a folder', { bytes: BYTES });
  const folder = await measure('Folder', year, {
    ...unpacking(year),
    ...replays(join(root, 'a folder')),
    'DuckDB, one rule': async () => ({ seconds: await searchWithDuckDb(year.files) }),
    ...(isInstalled('jq') && { 'gzip -dc | jq, one rule': async () => ({ seconds: await searchWithJq(year.files) }) }),
  });
  const large = await generate('one large file', { bytes: BYTES / 2, recordsPerFile: Number.POSITIVE_INFINITY });
  const one = await measure('One file', large, { ...unpacking(large), ...replays(join(root, 'one large file')) });
  const crumbs = await generate('small files', { bytes: Number.POSITIVE_INFINITY, ...SMALL_FILES });
  const small = await measure('Small files', crumbs, { ...unpacking(crumbs), ...replays(join(root, 'small files')) });
  console.log(table.toString());

  const [gzip, replay] = folder.values();
  const over = (other: number | undefined, own: number | undefined): number | null =>
    other === undefined || own === undefined ? null : Number((other / own).toFixed(2));
  const peaks = [folder, one, small].flatMap((measured) => [...measured.values()].map(({ peakMB }) => peakMB));
  console.log(
    JSON.stringify({
      seconds: Number(replay?.seconds.toFixed(2)),
      overGzip: over(replay?.seconds, gzip?.seconds),
      jqOver: over(folder.get('gzip -dc | jq, one rule')?.seconds, replay?.seconds),
      duckdbOver: over(folder.get('DuckDB, one rule')?.seconds, replay?.seconds),
      peakMB: Math.round(Math.max(...peaks)),
    }),
  );
} finally {
  await rm(root, { recursive: true, force: true });
}

async function generate(name: string, size: Parameters<typeof writeLogs>[2]): Promise<LogFolder> {
  console.error(`writing ${name} …`);
  return writeLogs(join(root, name), Number(values.seed), size);
}

/** Runs each kind in turn, once to warm up where that is cheap, and takes the median. */
async function inTurns(name: string, runs: Runs): Promise<Map<string, Measured>> {
  const costs = new Map(Object.keys(runs).map((run) => [run, [] as (Partial<ReplayCost> & { seconds: number })[]]));
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const [run, start] of Object.entries(runs)) {
      console.error(`${name}: round ${round} of ${ROUNDS}, ${run} …`);
      const cost = await start();
      if (cost.totals) console.error(`  ${cost.totals}`);
      costs.get(run)?.push(cost);
    }
  }
  return new Map(
    [...costs].map(([run, each]) => [
      run,
      {
        seconds: median(each.map(({ seconds }) => seconds)),
        peakMB: Math.max(...each.map(({ peakMB = 0 }) => peakMB)),
      },
    ]),
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
