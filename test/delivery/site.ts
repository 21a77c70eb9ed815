import type { CloudTrailEvent } from '../../src/cloudtrail/event.ts';
import { createDelivery, type DeliveryOptions } from '../../src/delivery/deliver.ts';
import type { Finding } from '../../src/finding/finding.ts';
import type { LookUp } from '../../src/lookup/index.ts';
import {
  type Alert,
  compileRoutes,
  type Destination,
  newsText,
  type ThreadDestination,
  threadAlert,
} from '../../src/notify/index.ts';
import { createPipeline } from '../../src/pipeline.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { type Settings, settingsSchema } from '../../src/settings/settings.ts';
import { createCorrelator } from '../../src/state/correlate.ts';
import { memoryStore } from '../../src/state/memory.ts';
import type { Store } from '../../src/state/store.ts';

export const START_MS = Date.parse('2026-03-14T14:00:00Z');

export function aRule(id: string, more: Partial<Rule> = {}): Rule {
  return {
    id,
    file: `rules/${id}.yml`,
    title: `Title of ${id}`,
    description: 'An example.',
    severity: 'medium',
    handler: 'api-call',
    enabled: true,
    pattern: { detail: { eventName: ['StopLogging'] } },
    readOnlyEvents: false,
    alert: { summary: '{identity.name} did it', fields: {} },
    runbook: [],
    falsePositives: [],
    references: [],
    attack: [],
    cis: [],
    tests: [],
    ...more,
  };
}

export function anEvent(eventID: string, seconds = 0, detail: object = {}): CloudTrailEvent {
  const time = new Date(START_MS + seconds * 1000).toISOString();
  return {
    version: '0',
    id: eventID,
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.cloudtrail',
    account: '123456789012',
    time,
    region: 'eu-west-1',
    resources: [],
    detail: {
      eventID,
      eventTime: time,
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '203.0.113.7',
      userIdentity: { type: 'IAMUser', userName: 'alice', arn: 'arn:aws:iam::123456789012:user/alice' },
      ...detail,
    },
  };
}

/** A channel that keeps what it shows; `fault` is thrown by each call while it is set. */
export function aChannel(name: string) {
  const shown: { alert: Alert; answers: string[] }[] = [];
  const channel = {
    name,
    shown,
    fault: undefined as Error | undefined,
    post: async (thread: Parameters<ThreadDestination['post']>[0]) => {
      await undefined;
      if (channel.fault) throw channel.fault;
      shown.push({ alert: threadAlert(thread), answers: [] });
      return { ts: String(shown.length - 1) };
    },
    update: async (message: { readonly ts?: string }, thread: Parameters<ThreadDestination['post']>[0]) => {
      await undefined;
      if (channel.fault) throw channel.fault;
      const about = shown[Number(message.ts)];
      if (!about) throw new Error('message_not_found');
      about.alert = threadAlert(thread);
      about.answers.push(...thread.lines.map(newsText));
      return { ts: String(message.ts) };
    },
    headlines: () => shown.map(({ alert }) => alert.headline),
  };
  return channel;
}

/** A machine that keeps what it was sent. */
export function aMachine(name: string) {
  const sent: { finding: Finding; note?: string }[] = [];
  const machine = {
    name,
    sent,
    fault: undefined as Error | undefined,
    send: async (finding: Finding, note?: string) => {
      await undefined;
      if (machine.fault) throw machine.fault;
      sent.push({ finding, ...(note !== undefined && { note }) });
    },
  };
  return machine;
}

export interface SiteOptions {
  readonly destinations?: readonly (Destination | ThreadDestination)[];
  readonly settings?: Partial<Settings>;
  readonly store?: (now: () => number) => Store;
  readonly delivery?: Partial<DeliveryOptions>;
  readonly lookUp?: LookUp;
}

/** The pipeline of some rules, with a clock to set. By default all goes to the channel `security`. */
export function aSite(rules: readonly Rule[], options: SiteOptions = {}) {
  const clock = { nowMs: START_MS };
  const now = () => clock.nowMs;
  const state = { store: (options.store ?? memoryStore)(now), now };
  const security = aChannel('security');
  const settings = {
    ...settingsSchema.parse({ routes: [{ notify: ['security'] }] }),
    ...options.settings,
  };
  const destinations = new Map([security, ...(options.destinations ?? [])].map((each) => [each.name, each]));
  /** Another function with the same state and the same destinations. */
  const start = () =>
    createPipeline(
      { rules, settings },
      {
        locate: () => undefined,
        now,
        ...(options.lookUp && { lookUp: options.lookUp }),
        ...(options.lookUp && { lookUp: options.lookUp }),
        correlator: createCorrelator(state, { learns: false }),
        route: compileRoutes(settings),
        deliver: createDelivery({
          state,
          destinations,
          floodPerHour: settings.flood['per-hour'],
          paceMs: 0,
          ...options.delivery,
        }),
      },
    );
  const pipeline = start();
  /** How the findings of an event are delivered, in the order of the rules given. */
  const handle = async (event: CloudTrailEvent, ...ids: string[]) => {
    const deliveries: string[] = [];
    for (const id of ids) deliveries.push(...(await pipeline(id, event)).map(({ delivery }) => delivery));
    return deliveries;
  };
  return { clock, state, security, pipeline, start, handle };
}
