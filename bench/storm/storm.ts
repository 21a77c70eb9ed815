/**
 * Blows a storm at the packaged handlers: redelivered and disordered events, killed handlers, a Slack that limits, fails, is slow,
 * loses answers or refuses the token, a DynamoDB that throttles or is away. Prints what became of each finding.
 * Usage: npm run storm -- --events 10000 --seed 1
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { packageService } from '../../test/e2e/package.ts';
import { seededRandom } from '../random.ts';
import { countDeliveries, type Tally } from './count.ts';
import type { Fault } from './fault-proxy.ts';
import { type Fleet, STATE_TABLE, startFleet } from './fleet.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { SITE, stormEvent } from './site.ts';
import { createWarpedQueue, type WarpedQueue } from './warped-queue.ts';
import { startWeatherStation, type WeatherStation } from './weather-station.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    handlers: { type: 'string', default: '3' },
  },
});
const EVENTS_EACH = Math.ceil(Number(values.events) / SCENARIOS.length);
const random = seededRandom(Number(values.seed));
/** How many times as fast the handlers' clock runs. */
const WARP = 60;
const SHARE_REDELIVERED = 0.2;

interface Sky {
  scenario: Scenario | undefined;
  readonly calls: { slack: number; dynamoDb: number };
}

const sky: Sky = { scenario: undefined, calls: { slack: 0, dynamoDb: 0 } };
const weatherOf = (service: 'slack' | 'dynamoDb') => (): Fault => {
  sky.calls[service] += 1;
  return sky.scenario?.[service]?.(random, sky.calls[service] / EVENTS_EACH) ?? 'none';
};

const folder = await mkdtemp(join(tmpdir(), 'storm-'));
const station = await startWeatherStation({ slack: weatherOf('slack'), dynamoDb: weatherOf('dynamoDb') }, STATE_TABLE);
try {
  console.error('packaging the service …');
  const packaged = await packageService(folder, SITE);
  const queue = await createWarpedQueue(station.aws, station.sqs, {
    visibilitySeconds: 180,
    maxReceiveCount: 20,
    warp: WARP,
  });
  const fleet = await startFleet({
    packaged,
    queue,
    size: Number(values.handlers),
    environment: { ...station.environment, AWS_ENDPOINT_URL_SQS: queue.endpoint.url },
    warp: WARP,
    chanceOfDeath: () => (random() < (sky.scenario?.kill ?? 0) ? random() * 300 : undefined),
  });
  const rows: [string, Tally, number][] = [];
  for (const scenario of SCENARIOS) rows.push([scenario.name, ...(await blow(scenario, { station, queue, fleet }))]);
  fleet.stop();
  await queue.endpoint.close();
  report(rows);
} finally {
  await station.close();
  await rm(folder, { recursive: true, force: true });
}

async function blow(
  scenario: Scenario,
  { station, queue, fleet }: { station: WeatherStation; queue: WarpedQueue; fleet: Fleet },
): Promise<[Tally, number]> {
  const startedMs = Date.now();
  Object.assign(sky.calls, { slack: 0, dynamoDb: 0 });
  sky.scenario = scenario;
  const id = scenario.name.replaceAll(' ', '-');
  const nowMs = fleet.warpedNow();
  const events = Array.from({ length: EVENTS_EACH }, (_, index) => stormEvent(id, index, { nowMs, random }));
  const bodies = events.flatMap(({ body }) => (random() < SHARE_REDELIVERED ? [body, body] : [body]));
  for (let start = 0; start < bodies.length; start += 50)
    await Promise.all(bodies.slice(start, start + 50).map(queue.send));
  await calm(queue);
  const deadLettered = queue.dead();
  sky.scenario = undefined;
  await queue.redrive();
  await calm(queue);
  const tally = { ...(await countDeliveries(id, events, station)), deadLettered };
  const times = fleet.takeTimes().sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(0);
  console.error(`${scenario.name}: ${seconds} s; a handler took ${at(0.5)} ms (p50), ${at(0.99)} ms (p99) a finding`);
  return [tally, queue.dead()];
}

async function calm(queue: WarpedQueue): Promise<void> {
  while (queue.pending() > 0) await pause(100);
}

function report(rows: readonly [string, Tally, number][]): void {
  const table = new Table({
    head: ['Weather', 'Expected', 'Delivered', 'Twice', 'Dead-lettered', 'Still dead', 'Lost'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  const total = { expected: 0, delivered: 0, twice: 0, deadLettered: 0, lost: 0 };
  for (const [name, tally, stillDead] of rows) {
    table.push([name, tally.expected, tally.delivered, tally.twice, tally.deadLettered, stillDead, tally.lost]);
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += tally[key];
  }
  console.log(table.toString());
  console.log(JSON.stringify(total));
  process.exitCode = total.lost > 0 ? 1 : 0;
}
