import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { describeChange } from './change.ts';
import type { Finding, Lookup } from './finding.ts';
import { deriveIdentity } from './identity.ts';
import { deriveInsight } from './insight.ts';
import { type Derived, lazy } from './lazy.ts';
import { deriveLinks } from './links.ts';
import { judgeMfa } from './mfa.ts';
import { deriveNetwork, type Location, type TrustedNetwork } from './network.ts';
import { deriveResult, deriveTime } from './outcome.ts';
import { deriveAccount, derivePartition, deriveRegion } from './place.ts';
import { redact } from './redact.ts';
import { deriveResources } from './resources.ts';

/** What a finding draws on beside rule and event. */
export interface FindingContext {
  /** Names of accounts by id. */
  readonly accounts: ReadonlyMap<string, string>;
  readonly trustedNetworks: readonly TrustedNetwork[];
  /** The country database, or `() => undefined`. */
  readonly locate: (ip: string) => Location | undefined;
}

/**
 * What is known of an event, whatever the rule. Each fact is worked out when it is first asked for: most findings are held or
 * suppressed, and few of their fields are read.
 */
export type EventFacts = Derived<Omit<Finding, 'id' | 'rule' | 'severity' | 'summary' | 'fields'>>;

interface KnownFacts {
  readonly event: CloudTrailEvent;
  readonly context: FindingContext;
  readonly facts: EventFacts;
}

/** What is known of an event is the same for all rules that it meets, one after another. A WeakMap would let no event die young. */
let last: KnownFacts | undefined;

export function eventFacts(event: CloudTrailEvent, context: FindingContext): EventFacts {
  if (last?.event !== event || last.context !== context) {
    last = { event, context, facts: deriveFacts({ ...event, detail: redact(event.detail) }, context) };
  }
  return last.facts;
}

function deriveFacts(event: CloudTrailEvent, { accounts, trustedNetworks, locate }: FindingContext): EventFacts {
  const record = event.detail;
  const lookups: Lookup[] = [];
  const region = lazy(() => deriveRegion(event));
  const partition = lazy(() => derivePartition(record, region()));
  const identity = lazy(() => deriveIdentity(record, accounts));
  const result = lazy(() => deriveResult(record));
  const network = lazy(() => deriveNetwork(record, trustedNetworks, noting(lookups, locate)));
  return {
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
    links: lazy(() => deriveLinks(record, identity(), { partition: partition(), region: region() })),
    event: () => record,
    lookups: lazy(() => {
      network();
      return lookups;
    }),
  };
}

/** A database that cannot be read costs the alert its country, not the alert. */
function noting(lookups: Lookup[], locate: FindingContext['locate']): FindingContext['locate'] {
  return (ip) => {
    try {
      return locate(ip);
    } catch (error) {
      lookups.push({ name: 'country database', outcome: 'failed', detail: String(error) });
      return undefined;
    }
  };
}
