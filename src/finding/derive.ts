import { hash } from 'node:crypto';
import type { CloudTrailEvent, CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';
import type { Rule } from '../rule/rule.ts';
import { compileTemplate, type Template } from '../template/index.ts';
import { describeChange } from './change.ts';
import type { Finding, Lookup } from './finding.ts';
import { deriveIdentity } from './identity.ts';
import { deriveInsight } from './insight.ts';
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

/** A finding before the rule's templates are filled in: what templates may read. */
type Facts = Omit<Finding, 'summary' | 'fields'>;

/**
 * The finding of a rule on an event: who, with which proof of MFA, from where. Whatever JSON stands in the record, nothing
 * is thrown; all is derived from the redacted record, so that no secret can reach a message.
 * @throws TemplateError where a template of the rule cannot be compiled
 */
export function deriveFinding(rule: Rule, event: CloudTrailEvent, context: FindingContext): Finding {
  const templates = templatesOf(rule);
  const known = eventFacts(event, context);
  const facts = { ...ruleFacts(rule, known.event), ...known };
  const runbook = templates.runbook.map((step) => step.render(facts).text);
  const fields = templates.fields.flatMap(([label, template]) => {
    const { text, found } = template.render(facts);
    return found ? [[label, text] as const] : [];
  });
  return {
    ...facts,
    rule: { ...facts.rule, runbook },
    summary: templates.summary.render(facts).text,
    fields: Object.fromEntries(fields),
  };
}

type RuleFacts = Pick<Facts, 'id' | 'rule' | 'severity'>;
type EventFacts = Omit<Facts, keyof RuleFacts>;

function ruleFacts(rule: Rule, record: CloudTrailRecord): RuleFacts {
  const { id, title, severity, runbook, references, attack, cis } = rule;
  return { id: findingId(rule, record), rule: { id, title, severity, runbook, references, attack, cis }, severity };
}

interface KnownFacts {
  readonly context: FindingContext;
  readonly facts: EventFacts;
}

/** What is known of an event is the same for all rules that it meets, and takes most of the time. */
const knownFacts = new WeakMap<CloudTrailEvent, KnownFacts>();

function eventFacts(event: CloudTrailEvent, context: FindingContext): EventFacts {
  const known = knownFacts.get(event);
  if (known?.context === context) return known.facts;
  const facts = deriveFacts({ ...event, detail: redact(event.detail) }, context);
  knownFacts.set(event, { context, facts });
  return facts;
}

function deriveFacts(event: CloudTrailEvent, context: FindingContext): EventFacts {
  const record = event.detail;
  const lookups: Lookup[] = [];
  const region = deriveRegion(event);
  const partition = derivePartition(record, region);
  const identity = deriveIdentity(record, context.accounts);
  const result = deriveResult(record);
  const network = deriveNetwork(record, context.trustedNetworks, noting(lookups, context.locate));
  const insight = deriveInsight(record);
  const change = describeChange(record, result);
  return {
    time: deriveTime(event),
    account: deriveAccount(event, context.accounts),
    region,
    partition,
    identity,
    mfa: judgeMfa({ record, identity, network, result }),
    network,
    ...(insight && { insight }),
    result,
    resources: deriveResources(record),
    ...(change && { change }),
    links: deriveLinks(record, identity, { partition, region }),
    event: record,
    lookups,
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

/** 32 hexadecimal digits, the same on every delivery: the same event arrives twice, and from two regions. */
function findingId(rule: Rule, record: CloudTrailRecord): string {
  const event = textAt(record, 'eventID') ?? JSON.stringify(record);
  return hash('sha256', `${rule.id}\n${event}`).slice(0, 32);
}

interface RuleTemplates {
  readonly summary: Template;
  readonly fields: readonly (readonly [string, Template])[];
  readonly runbook: readonly Template[];
}

const compiledTemplates = new WeakMap<Rule, RuleTemplates>();

function templatesOf(rule: Rule): RuleTemplates {
  const compiled = compiledTemplates.get(rule) ?? {
    summary: compileTemplate(rule.alert.summary),
    fields: Object.entries(rule.alert.fields).map(([label, text]) => [label, compileTemplate(text)] as const),
    runbook: rule.runbook.map((step) => compileTemplate(step)),
  };
  compiledTemplates.set(rule, compiled);
  return compiled;
}
