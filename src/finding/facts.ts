import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { type AutomationEntry, type CallerFacts, compileAutomation } from './automation.ts';
import { describeChange } from './change.ts';
import type { Finding, Identity, Lookup } from './finding.ts';
import { type Acquaintances, deriveIdentity } from './identity.ts';
import { deriveInsight } from './insight.ts';
import { type Derived, type LazyCopy, lazy, lazyCopy, lazyCopyView, lazyObject, lazyView } from './lazy.ts';
import { deriveLinks } from './links.ts';
import { judgeMfa } from './mfa.ts';
import { compileSurroundings, deriveNetwork, type Location, type Surroundings } from './network.ts';
import { deriveResult, deriveTime } from './outcome.ts';
import { deriveAccount, derivePartition, deriveRegion } from './place.ts';
import { redact } from './redact.ts';
import { deriveResources } from './resources.ts';
import { derivePolicy, deriveSharing } from './sharing.ts';
import type { TrustedNetwork } from './trusted-network.ts';

/** What a finding draws on beside rule and event. */
export interface FindingContext extends Acquaintances {
  /** Who deploys here. */
  readonly automation: readonly AutomationEntry[];
  readonly trustedNetworks: readonly TrustedNetwork[];
  /** The country database, or `() => undefined`. */
  readonly locate: (ip: string) => Location | undefined;
}

/** Of a site that says nothing about itself. */
export const NOTHING_KNOWN: FindingContext = {
  accounts: new Map(),
  vouchedSessions: { sourceIdentity: false, roles: [] },
  automation: [],
  trustedNetworks: [],
  locate: () => undefined,
};

/**
 * What is known of an event, whatever the rule. Each fact is worked out when it is first asked for: most findings are held or
 * suppressed, and few of their fields are read.
 */
export type EventFacts = Derived<Omit<Finding, 'id' | 'rule' | 'severity' | 'summary' | 'fields'>>;

/** How those objects of facts are made of which most fields are never read. */
interface Objects {
  readonly copy: LazyCopy;
  readonly identity: (fields: Derived<Identity>) => Identity;
}

/** What is known of an event is the same for all rules that it meets, one after another. A WeakMap would let no event die young. */
function compileFacts(objects: Objects): (event: CloudTrailEvent, context: FindingContext) => EventFacts {
  let last:
    | { readonly event: CloudTrailEvent; readonly context: FindingContext; readonly facts: EventFacts }
    | undefined;
  return (event, context) => {
    if (last?.event !== event || last.context !== context) {
      last = { event, context, facts: deriveFacts(event, context, objects) };
    }
    return last.facts;
  };
}

/** What is known of an event. Nothing is thrown, whatever JSON stands in its record. */
export const eventFacts = compileFacts({ copy: lazyCopy, identity: lazyObject });

/** As `eventFacts`, for those who are done with an event before they ask for the next. */
export function factsInTurn(): typeof eventFacts {
  return compileFacts({ copy: lazyCopyView(), identity: lazyView() });
}

const surroundingsOfContexts = new WeakMap<FindingContext, Surroundings>();

function surroundingsOf(context: FindingContext): Surroundings {
  const known = surroundingsOfContexts.get(context) ?? compileSurroundings(context);
  surroundingsOfContexts.set(context, known);
  return known;
}

const automationOfContexts = new WeakMap<FindingContext, ReturnType<typeof compileAutomation>>();

function automationOf(context: FindingContext): ReturnType<typeof compileAutomation> {
  const compiled = automationOfContexts.get(context) ?? compileAutomation(context.automation);
  automationOfContexts.set(context, compiled);
  return compiled;
}

function deriveFacts(
  original: CloudTrailEvent,
  context: FindingContext,
  { copy, identity: show }: Objects,
): EventFacts {
  const { accounts } = context;
  const record = redact(original.detail, copy);
  const event = { ...original, detail: record };
  const lookups: Lookup[] = [];
  const region = lazy(() => deriveRegion(event));
  const partition = lazy(() => derivePartition(record, region()));
  const identity = lazy(() => deriveIdentity(record, context, show));
  const result = lazy(() => deriveResult(record));
  // A database that cannot be read costs the alert its country, not the alert.
  const noteFailure = (error: unknown): unknown =>
    lookups.push({ name: 'country database', outcome: 'failed', detail: String(error) });
  const network = lazy(() => deriveNetwork(record, surroundingsOf(context), noteFailure));
  const owner = lazy(() => deriveAccount(event, accounts).id);
  const policy = lazy(() => derivePolicy(original.detail, { own: owner(), named: accounts }));
  const sharing = lazy(() => deriveSharing(original.detail, policy(), { own: owner(), named: accounts }));
  const facts: Derived<CallerFacts> = {
    time: lazy(() => deriveTime(event)),
    account: lazy(() => deriveAccount(event, accounts)),
    region,
    partition,
    identity,
    mfa: lazy(() => judgeMfa({ record, identity: identity(), network: network(), result: result() })),
    network,
    insight: lazy(() => deriveInsight(record)),
    result,
    resources: lazy(() => deriveResources(record)),
    change: lazy(() => describeChange(record, result())),
    policy,
    foreignAccounts: lazy(() => sharing().foreign),
    namedAccounts: lazy(() => sharing().named),
    links: lazy(() => deriveLinks(record, identity(), { partition: partition(), region: region() })),
    event: () => record,
    lookups: lazy(() => {
      network();
      return lookups;
    }),
  };
  return { ...facts, automation: lazy(() => automationOf(context)(lazyObject(facts))) };
}
