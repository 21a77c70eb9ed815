/**
 * Blows a storm at the packaged handlers: redelivered and disordered events, killed handlers, a Slack that limits, fails, is slow,
 * loses answers or refuses the token, a DynamoDB that throttles or is away. Prints what became of each finding.
 * Fails if one is lost or dead-lettered, is there twice and does not say so, or twice though the bot may read its channel.
 * Usage: npm run storm -- --events 10000 --seed 1
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { valueAt } from '../../src/cloudtrail/json.ts';
import { packageService } from '../../test/e2e/package.ts';
import { seededRandom } from '../random.ts';
import { createClock } from './clock.ts';
import { countDeliveries, type Tally } from './count.ts';
import type { Fault } from './fault-proxy.ts';
import { type Fleet, STATE_TABLE, startFleet } from './fleet.ts';
import { type Progress, SCENARIOS, type Scenario } from './scenarios.ts';
import { decoyEvent, SITE, stormEvent } from './site.ts';
import { createWarpedQueue } from './warped-queue.ts';
import { startWeatherStation } from './weather-station.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    handlers: { type: 'string', default: '3' },
    /** How many times as fast the handlers' clock runs: slower on a busy machine, as leases of a minute run on that clock. */
    warp: { type: 'string', default: '15' },
    /** Part of the names of the scenarios to run. */
    only: { type: 'string', default: '' },
  },
});
const EVENTS_EACH = Math.ceil(Number(values.events) / SCENARIOS.length);
const random = seededRandom(Number(values.seed));
const clock = createClock();
const USUAL_WARP = Number(values.warp);
const SHARE_REDELIVERED = 0.2;
/** More than one identity may have as messages of their own. */
const FLOOD = 40;
/** Of the deliveries to people, where the bot may read their channel. */
const SHARE_TWICE = 0.001;

type Service = 'slack' | 'dynamoDb';
type Row = Tally & { readonly scenario: Scenario; readonly deadLettered: number; readonly stillDead: number };

let weather: Scenario | undefined;
let startedMs = 0;
const calls = { slack: 0, dynamoDb: 0 };
const weatherOf = (service: Service) => (): Fault => {
  calls[service] += 1;
  const progress: Progress = { calls: calls[service] / EVENTS_EACH, minutes: (clock.now() - startedMs) / 60_000 };
  const fault = weather?.[service]?.(random, progress) ?? 'none';
  return typeof fault === 'object' && 'delayMs' in fault ? { delayMs: fault.delayMs / clock.warp } : fault;
};

const folder = await mkdtemp(join(tmpdir(), 'storm-'));
const station = await startWeatherStation(
  { slack: weatherOf('slack'), dynamoDb: weatherOf('dynamoDb') },
  { table: STATE_TABLE, now: clock.now },
);
try {
  console.error('packaging the service …');
  const packaged = await packageService(folder, SITE);
  const properties = packaged.resources.ApiCallQueue?.Properties;
  const queue = await createWarpedQueue(station.aws, station.sqs, {
    visibilitySeconds: Number(valueAt(properties, 'VisibilityTimeout')),
    maxReceiveCount: Number(valueAt(properties, 'RedrivePolicy', 'maxReceiveCount')),
    clock,
  });
  const startFleetAt = (warp: number): Promise<Fleet> => {
    clock.run(warp);
    return startFleet({
      packaged,
      queue,
      size: Number(values.handlers),
      environment: { ...station.environment, AWS_ENDPOINT_URL_SQS: queue.endpoint.url },
      clock,
      chanceOfDeath: () => (random() < (weather?.kill ?? 0) ? random() * 300 : undefined),
    });
  };
  const calm = async (): Promise<void> => {
    while (queue.pending() > 0) await pause(100);
  };

  const blow = async (scenario: Scenario, fleet: Fleet): Promise<Row> => {
    const beganMs = Date.now();
    Object.assign(calls, { slack: 0, dynamoDb: 0 });
    startedMs = clock.now();
    station.letRead(!scenario.mayNotRead);
    weather = scenario;
    const id = scenario.name.replaceAll(/[^\w]+/g, '-');
    const size = scenario.isLone ? 1 : Math.max(EVENTS_EACH, scenario.hasDecoys ? FLOOD : 0);
    const happen = scenario.hasDecoys ? decoyEvent : stormEvent;
    const events = Array.from({ length: size }, (_, index) => happen(id, index, { nowMs: startedMs, random }));
    const bodies = events.flatMap(({ body }) => (random() < SHARE_REDELIVERED ? [body, body] : [body]));
    for (let start = 0; start < bodies.length; start += 50)
      await Promise.all(bodies.slice(start, start + 50).map(queue.send));
    await calm();
    const deadLettered = queue.dead();
    weather = undefined;
    await queue.redrive();
    await calm();
    const tally = await countDeliveries(id, events, station);
    const times = fleet.takeTimes().sort((a, b) => a - b);
    const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
    const seconds = ((Date.now() - beganMs) / 1000).toFixed(0);
    console.error(`${scenario.name}: ${seconds} s; a handler took ${at(0.5)} ms (p50), ${at(0.99)} ms (p99) a finding`);
    return { scenario, ...tally, deadLettered, stillDead: queue.dead() };
  };

  const rows: Row[] = [];
  let fleet: Fleet | undefined;
  for (const scenario of SCENARIOS.filter(({ name }) => name.includes(values.only))) {
    const warp = USUAL_WARP * (scenario.haste ?? 1);
    if (!fleet || warp !== clock.warp) {
      await fleet?.stop();
      fleet = await startFleetAt(warp);
    }
    rows.push(await blow(scenario, fleet));
  }
  await fleet?.stop();
  await queue.endpoint.close();
  report(rows);
} finally {
  await station.close();
  await rm(folder, { recursive: true, force: true });
}

function report(rows: readonly Row[]): void {
  const columns = {
    Expected: 'expected',
    Delivered: 'delivered',
    'People twice': 'peopleTwice',
    'Machines twice': 'machinesTwice',
    Unmarked: 'unmarked',
    'Dead-lettered': 'deadLettered',
    'Still dead': 'stillDead',
    Lost: 'lost',
  } as const;
  const names = Object.values(columns);
  const table = new Table({
    head: ['Weather', ...Object.keys(columns)],
    colAligns: ['left', ...names.map(() => 'right' as const)],
    style: { head: [], border: [] },
  });
  for (const row of rows) table.push([row.scenario.name, ...names.map((name) => row[name])]);
  const sum = (some: readonly Row[], name: (typeof names)[number]): number =>
    some.reduce((total, row) => total + row[name], 0);
  console.log(table.toString());
  console.log(JSON.stringify(Object.fromEntries(names.map((name) => [name, sum(rows, name)]))));

  const reading = rows.filter(({ scenario }) => !scenario.mayNotRead);
  const broken = [
    ...(['lost', 'deadLettered', 'unmarked'] as const).filter((name) => sum(rows, name) > 0),
    ...(sum(reading, 'peopleTwice') > (SHARE_TWICE * sum(reading, 'expected')) / 2 ? ['peopleTwice'] : []),
  ];
  if (broken.length > 0) console.error(`a promise is broken: ${broken.join(', ')}`);
  process.exitCode = broken.length > 0 ? 1 : 0;
}
