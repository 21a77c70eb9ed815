import { hash } from 'node:crypto';
import type { CloudTrailEvent, CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';
import type { Rule, Severity } from '../rule/rule.ts';
import { compileStep, compileTemplate, type Template } from '../template/index.ts';
import type { CallerFacts } from './automation.ts';
import { type EventFacts, eventFacts, type FindingContext, factsInTurn } from './facts.ts';
import type { Finding, FindingRule } from './finding.ts';
import { type Derived, lazy, lazyObject, lazyView } from './lazy.ts';
import { compileSeverity } from './severity.ts';

/**
 * The finding of a rule on an event: who, with which proof of MFA, from where. Whatever JSON stands in the record, nothing
 * is thrown; all is derived from the redacted record, so that no secret can reach a message. A policy is read before redaction, which
 * could be made to cut it, and what is shown of it is redacted by itself.
 * @throws TemplateError where a template of the rule cannot be compiled
 */
export function deriveFinding(rule: Rule, event: CloudTrailEvent, context: FindingContext): Finding {
  return lazyObject(derivedFields(rule, eventFacts(event, context)));
}

/** A finding, and the same with the record as it came: what may be shown, and what a condition on the record is judged by. */
export interface Judged {
  readonly finding: Finding;
  readonly unredacted: () => Finding;
}

/** As `deriveFinding`, for those who are done with a finding before they ask for the next: it shows the next one then. */
export function findingsInTurn(context: FindingContext): (rule: Rule, event: CloudTrailEvent) => Judged {
  const view = lazyView<Finding>();
  const unredactedView = lazyView<Finding>();
  const factsOf = factsInTurn();
  return (rule, event) => {
    const fields = derivedFields(rule, factsOf(event, context));
    return { finding: view(fields), unredacted: () => unredactedView({ ...fields, event: () => event.detail }) };
  };
}

function derivedFields(rule: Rule, facts: EventFacts): Derived<Finding> {
  const templates = templatesOf(rule);
  const severity = lazy((): Severity => severityOf(rule)(lazyObject<CallerFacts>(facts)));
  const id = lazy(() => findingId(rule, facts.event()));
  const texts = lazy(() => fillIn(templates, lazyObject({ id, rule: () => wordsOf(rule), severity, ...facts })));
  return {
    id,
    rule: lazy(() => lazyRule(rule, () => texts().runbook)),
    severity,
    ...facts,
    summary: () => texts().summary,
    fields: () => texts().fields,
  };
}

const compiledSeverities = new WeakMap<Rule, ReturnType<typeof compileSeverity>>();

function severityOf(rule: Rule): ReturnType<typeof compileSeverity> {
  const compiled = compiledSeverities.get(rule) ?? compileSeverity(rule);
  compiledSeverities.set(rule, compiled);
  return compiled;
}

function lazyRule(rule: Rule, runbook: () => readonly string[]): FindingRule {
  return lazyObject<FindingRule>({
    id: () => rule.id,
    title: () => rule.title,
    severity: () => rule.severity,
    runbook,
    references: () => rule.references,
    attack: () => rule.attack,
    cis: () => rule.cis,
  });
}

/** The rule as templates read it, which are yet to be filled in. */
function wordsOf({ id, title, severity, runbook, references, attack, cis }: Rule): FindingRule {
  return { id, title, severity, runbook, references, attack, cis };
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
    runbook: rule.runbook.map(compileStep),
  };
  compiledTemplates.set(rule, compiled);
  return compiled;
}

interface Texts {
  readonly summary: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly runbook: readonly string[];
}

function fillIn(templates: RuleTemplates, facts: Omit<Finding, 'summary' | 'fields'>): Texts {
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
