import { z } from 'zod';
import { isObject } from '../cloudtrail/json.ts';
import { correlationKeys } from './correlation.ts';
import { durationSchema } from './duration.ts';
import { type EventPattern, EXEMPTIONS, SEVERITIES } from './rule.ts';
import { suppressionSchema } from './suppression.ts';

const text = z.string().min(1);

const pattern = z
  .custom<EventPattern>(isObject, { error: 'must be a mapping: an EventBridge event pattern' })
  .meta({ type: 'object', description: 'An EventBridge event pattern.' });

const sample = text.describe('A sample under events/, without extension, such as cloudtrail/StopLogging.');
const changes = z
  .record(z.string(), z.unknown())
  .describe('Merged over the sample; { $delete: true } removes a key, a list replaces a list.');

const step = z.strictObject({
  event: sample,
  with: changes.optional(),
  after: durationSchema.optional().describe('How long after the step before, such as 10m; at once if left out.'),
  times: z.int().min(1).max(1000).default(1).describe('How often it happens.'),
  every: durationSchema.optional().describe('The time between two of them, such as 1m; at once if left out.'),
});

const test = z
  .strictObject({
    name: text.describe('What the test shows, as a sentence.'),
    event: sample.optional(),
    with: changes.optional(),
    events: z
      .array(step)
      .min(1)
      .optional()
      .describe('What happens, in order, in place of "event"; the last is judged.'),
    expect: z.enum(['match', 'no-match']),
    automation: z
      .boolean()
      .default(false)
      .describe('Whether the caller counts as one of `automation` in trailbell.yml.'),
    accounts: z
      .array(z.string().regex(/^\d{12}$/, 'must be an account id of twelve digits, in quotes'))
      .default([])
      .describe('Accounts that `accounts` of trailbell.yml names.'),
    severity: z.enum(SEVERITIES).optional().describe('How grave the finding must be, where `lower` decides.'),
  })
  .refine(
    ({ event, events }) => (event === undefined) !== (events === undefined),
    'needs "event", or "events" in order',
  );

/** The form of a rule file. Its keys are the file's own (kebab-case); `toRule` gives them their names in code. */
export const ruleFileSchema = z.strictObject({
  title: text.describe('A few words; the first line of the alert.'),
  description: text.describe('What happened and why it matters, in a sentence or two.'),
  severity: z.enum(SEVERITIES),
  handler: text.optional().describe('A file under handlers/, without extension; derived from detail-type if left out.'),
  enabled: z.boolean().default(true).describe('A rule that is off is tested, but neither deployed nor replayed.'),
  pattern: pattern.describe('What EventBridge evaluates on the event, exactly as EventBridge takes it.'),
  'read-only-events': z
    .boolean()
    .default(false)
    .describe('Also receive read-only management events (Get*, List*, Describe*, AssumeRole*): a costlier rule state.'),
  unless: z
    .union([z.enum(EXEMPTIONS).transform((kind) => [kind]), z.array(z.enum(EXEMPTIONS)).min(1)])
    .optional()
    .describe(
      'Callers to leave out: `automation` of trailbell.yml, `aws-service`: a service of AWS that acts by itself.',
    ),
  lower: z
    .array(z.strictObject({ severity: z.enum(SEVERITIES), when: pattern }))
    .min(1)
    .optional()
    .describe('Findings that are less grave: the first whose pattern matches counts.'),
  where: pattern.optional().describe('A pattern on the enriched finding, evaluated by the handler.'),
  alert: z.strictObject({
    summary: text.describe('One sentence with {path} templates on the finding.'),
    fields: z.record(z.string(), text).default({}).describe('More lines: a label, and a template for its value.'),
  }),
  ...correlationKeys,
  suppress: z.array(suppressionSchema).optional().describe('Findings that are counted and not told, until a day.'),
  notify: z
    .array(text)
    .optional()
    .describe('Destinations of trailbell.yml; its routes decide if left out; [] for a silent signal to other rules.'),
  runbook: z
    .union([text.transform((step) => [step]), z.array(text).min(1)])
    .describe(
      'What to do, step by step; `commands` in backticks may hold {path} templates, without quotes around them.',
    ),
  'false-positives': z.array(text).default([]),
  references: z.array(z.url()).default([]),
  attack: z
    .array(
      z.strictObject({
        version: z.number(),
        tactic: text,
        technique: z.string().regex(/^T\d{4}(\.\d{3})?$/, 'must look like T1098 or T1098.001'),
      }),
    )
    .default([])
    .describe('MITRE ATT&CK, with the version the ids are from.'),
  cis: z
    .array(z.strictObject({ version: text, control: text }))
    .default([])
    .describe('Controls of the CIS AWS Foundations Benchmark.'),
  lint: z
    .array(z.strictObject({ waive: text, reason: text }))
    .optional()
    .describe('Checks of `trailbell lint` that do not hold for this rule, each with the reason.'),
  tests: z.array(test).default([]),
});

export type RuleFile = z.infer<typeof ruleFileSchema>;

/** JSON Schema of a rule file, for completion in editors (`rules/schema.json`). */
export function ruleJsonSchema(): object {
  return { title: 'Trailbell rule', ...z.toJSONSchema(ruleFileSchema, { io: 'input', unrepresentable: 'any' }) };
}
