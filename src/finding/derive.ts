import { hash } from 'node:crypto';
import type { CloudTrailEvent, CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';
import type { Rule } from '../rule/rule.ts';
import { compileTemplate, type Template } from '../template/index.ts';
import { eventFacts, type FindingContext, type LazyFacts, valuesOf } from './facts.ts';
import type { Finding } from './finding.ts';
import { lazy } from './lazy.ts';

/**
 * The finding of a rule on an event: who, with which proof of MFA, from where. Whatever JSON stands in the record, nothing
 * is thrown; all is derived from the redacted record, so that no secret can reach a message.
 * @throws TemplateError where a template of the rule cannot be compiled
 */
export function deriveFinding(rule: Rule, event: CloudTrailEvent, context: FindingContext): Finding {
  const templates = templatesOf(rule);
  const facts = eventFacts(event, context);
  const id = lazy(() => findingId(rule, facts.event()));
  const texts = lazy(() => fillIn(templates, { id: id(), ...ruleFacts(rule), ...valuesOf(facts) }));
  return toFinding(rule, facts, { id, texts });
}

/** What differs from rule to rule, worked out when it is first asked for. */
interface OfRule {
  readonly id: () => string;
  readonly texts: () => Texts;
}

/** Getters, as a finding that is held or suppressed is never read as a whole. */
function toFinding(rule: Rule, facts: LazyFacts, { id, texts }: OfRule): Finding {
  const words = {
    ...ruleFacts(rule).rule,
    get runbook() {
      return texts().runbook;
    },
  };
  return {
    get id() {
      return id();
    },
    rule: words,
    severity: rule.severity,
    get time() {
      return facts.time();
    },
    get account() {
      return facts.account();
    },
    get region() {
      return facts.region();
    },
    get partition() {
      return facts.partition();
    },
    get identity() {
      return facts.identity();
    },
    get mfa() {
      return facts.mfa();
    },
    get network() {
      return facts.network();
    },
    get insight() {
      return facts.insight();
    },
    get result() {
      return facts.result();
    },
    get resources() {
      return facts.resources();
    },
    get change() {
      return facts.change();
    },
    get links() {
      return facts.links();
    },
    get event() {
      return facts.event();
    },
    get lookups() {
      return facts.lookups();
    },
    get summary() {
      return texts().summary;
    },
    get fields() {
      return texts().fields;
    },
  };
}

function ruleFacts({
  id,
  title,
  severity,
  runbook,
  references,
  attack,
  cis,
}: Rule): Pick<Finding, 'rule' | 'severity'> {
  return { rule: { id, title, severity, runbook, references, attack, cis }, severity };
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

interface Texts {
  readonly summary: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly runbook: readonly string[];
}

function fillIn(templates: RuleTemplates, facts: Omit<Finding, keyof Texts>): Texts {
  const fields = templates.fields.flatMap(([label, template]) => {
    const { text, found } = template.render(facts);
    return found ? [[label, text] as const] : [];
  });
  return {
    summary: templates.summary.render(facts).text,
    fields: Object.fromEntries(fields),
    runbook: templates.runbook.map((step) => step.render(facts).text),
  };
}
