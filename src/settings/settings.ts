import { z } from 'zod';
import { isObject } from '../cloudtrail/json.ts';
import { thresholdCountSchema } from '../rule/correlation.ts';
import { durationSchema } from '../rule/duration.ts';
import { type EventPattern, SEVERITIES } from '../rule/rule.ts';
import { suppressionSchema } from '../rule/suppression.ts';
import { dataEventsSchema, networkActivitySchema } from './selected-resources.ts';

const text = z.string().min(1);
const accountId = z.string().regex(/^\d{12}$/, 'must be an account id of twelve digits, in quotes');
const pattern = z.custom<EventPattern>(isObject, { error: 'must be a mapping: an event pattern on the finding' });

const slack = z
  .strictObject({
    type: z.literal('slack'),
    /** A channel's id (`C…`) or its name with `#`; a private channel must have invited the bot. */
    channel: z
      .string()
      .regex(
        /^([CG][A-Z0-9]{8,}|#[^\s#]{1,80})$/,
        'must be a channel id such as C0123456789, or a name such as #security',
      ),
    /** Name of the SSM parameter (SecureString) that holds the bot token. Never the token itself. */
    'token-parameter': z
      .string()
      .regex(
        /^\/[\w.\-/]+$/,
        'must be the name of an SSM parameter, such as /trailbell/slack-token: never the token itself',
      ),
    /**
     * Whether a post that got no answer is looked for in the channel before it is made again. Needs the scope `channels:history`
     * (`groups:history` for a private channel), and the bot in the channel.
     */
    'reads-history': z.boolean().default(false),
  })
  .refine((each) => !each['reads-history'] || !each.channel.startsWith('#'), {
    path: ['channel'],
    error: 'must be a channel id such as C0123456789 where "reads-history" is on: Slack lists no messages by a name',
  });

const sns = z.strictObject({
  type: z.literal('sns'),
  topic: z.string().regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, 'must be the ARN of an SNS topic'),
  /** `text` for people, `json` (the whole finding) for machines. */
  format: z.enum(['text', 'json']).default('text'),
});

const eventbridge = z.strictObject({
  type: z.literal('eventbridge'),
  bus: z
    .string()
    .regex(
      /^(arn:[\w-]+:events:[\w-]+:\d{12}:event-bus\/)?[\w./-]{1,256}$/,
      'must be the name or the ARN of an event bus, such as security-findings',
    ),
});

/** What is asked of AWS while an alert is on its way; nothing unless it is turned on. */
const lookUps = z
  .strictObject({
    /** Devices, groups, tags and keys of IAM users. */
    iam: z.boolean().default(false),
    /** Names of accounts that `accounts` does not name. */
    organizations: z.boolean().default(false),
    /** Name of the role that is assumed for IAM users of other accounts. */
    role: z
      .string()
      .regex(/^[\w+=,.@-]{1,64}$/, 'must be the name of a role, such as trailbell-look-ups: not its ARN, and no path')
      .optional(),
  })
  .refine(({ iam, role }) => iam || role === undefined, {
    path: ['role'],
    error: 'is for look-ups in IAM, which are off: set "iam: true" beside it',
  });

/** What a site wants otherwise than the file of a rule has it. */
const override = z.strictObject({
  enabled: z.boolean().optional(),
  severity: z.enum(SEVERITIES).optional(),
  /** In place of the rule's own, and of the routes. */
  notify: z.array(text).optional(),
  threshold: z.strictObject({ count: thresholdCountSchema.optional(), window: durationSchema.optional() }).optional(),
  /** Beside the rule's own. */
  suppress: z.array(suppressionSchema).default([]),
});

/** Names of sessions that the site stands for, as CloudTrail cannot. */
const vouched = z.strictObject({
  /** Whether trust policies demand a source identity that no caller chooses. */
  'source-identity': z.boolean().default(false),
  /** Roles whose sessions are named by an identity provider, or whose trust policies fix `sts:RoleSessionName`. */
  sessions: z
    .array(z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@\-/]+$/, 'must be the ARN of a role, with its path'))
    .default([]),
});

/** A network that alerts show by its name. */
const network = z
  .strictObject({
    name: text,
    cidrs: z
      .array(z.union([z.cidrv4(), z.cidrv6()]))
      .min(1)
      .optional(),
    /** The owner of a VPC chooses its addresses: behind an endpoint they count only if it, or its owner, is named. */
    endpoints: z
      .array(
        z.string().regex(/^vpce-[0-9a-f]{8,17}$/, 'must be the id of a VPC endpoint, such as vpce-0123456789abcdef0'),
      )
      .min(1)
      .optional(),
    'endpoint-accounts': z.array(accountId).min(1).optional(),
  })
  .refine((of) => of.cidrs ?? of.endpoints ?? of['endpoint-accounts'], {
    error: 'must have "cidrs", "endpoints" or "endpoint-accounts"',
  });

/** The form of trailbell.yml. */
export const settingsSchema = z.strictObject({
  destinations: z.record(text, z.discriminatedUnion('type', [slack, sns, eventbridge])).default({}),
  /** The first route whose pattern matches the finding decides; one without `when` is the default and stands last. */
  routes: z.array(z.strictObject({ when: pattern.optional(), notify: z.array(text).min(1) })).default([]),
  /** The destination for findings that another did not take and never will as things are: a bad token, a lost channel. */
  fallback: text.optional(),
  /** How many new messages an hour one identity in one account may cause by one rule in one channel; a digest collects what is beyond. */
  flood: z.strictObject({ 'per-hour': z.int().min(1).max(200).default(20) }).prefault({}),
  'look-ups': lookUps.prefault({}),
  suppressions: z.array(suppressionSchema).default([]),
  /** By rule id, or by theme as `iam/*`; of two that set the same, the more specific counts. */
  rules: z.record(text, override).default({}),
  accounts: z.record(accountId, text).default({}),
  /** Who deploys here: rules with `unless: automation` leave them out. */
  automation: z.array(z.strictObject({ name: text, when: pattern })).default([]),
  vouched: vouched.prefault({}),
  networks: z.array(network).default([]),
  /** What a trail is asked for beyond management events. */
  'data-events': dataEventsSchema,
  'network-activity': networkActivitySchema,
});

/** A site's settings: where alerts go, and what the site knows about itself. */
export type Settings = z.infer<typeof settingsSchema>;
export type DestinationSettings = Settings['destinations'][string];
