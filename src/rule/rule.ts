import type { FirstSeen, Group, Sequence, Threshold } from './correlation.ts';
import type { Suppression } from './suppression.ts';

/** Severities in OCSF's order, mildest first. */
export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Who may be left out of a rule: nobody can make himself one of them. */
export const EXEMPTIONS = ['automation', 'aws-service'] as const;
export type Exemption = (typeof EXEMPTIONS)[number];

/** An EventBridge event pattern, as JSON. `src/pattern` gives it its meaning. */
export type EventPattern = { readonly [key: string]: unknown };

/** One detection: a YAML file under `rules/`, parsed and checked. See docs/rule-format.md for the file's own form. */
export interface Rule {
  /** Path under `rules/` without extension, such as `cloudtrail/logging-stopped`. */
  readonly id: string;
  /** The file it came from, as it was named to the loader. */
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  /** A Lambda entry point: a file under `handlers/`, without extension. */
  readonly handler: string;
  /** A rule that is off is tested, but neither deployed nor replayed. */
  readonly enabled: boolean;
  /** What EventBridge evaluates, on the event. */
  readonly pattern: EventPattern;
  /** Whether EventBridge must hand over read-only management events too (a costlier rule state). */
  readonly readOnlyEvents: boolean;
  /** Callers that the rule leaves out: who deploys (`automation` of trailbell.yml), services of AWS that act by themselves. */
  readonly unless?: readonly Exemption[];
  /** Findings that are less grave than `severity`, by the first pattern that matches. */
  readonly lower?: readonly { readonly severity: Severity; readonly when: EventPattern }[];
  /** What the handler evaluates afterwards, on the finding. */
  readonly where?: EventPattern;
  readonly alert: { readonly summary: string; readonly fields: Readonly<Record<string, string>> };
  /** Which findings share a thread; without it those of one event. */
  readonly group?: Group;
  /** At most one of the three that make a rule ring less often than it matches. */
  readonly threshold?: Threshold;
  readonly firstSeen?: FirstSeen;
  readonly sequence?: Sequence;
  readonly suppress?: readonly Suppression[];
  /** Names of destinations; none: silent, a signal for other rules; without it the routes of trailbell.yml decide. */
  readonly notify?: readonly string[];
  /** Steps for the person who answers, in order; each may hold `{path}` templates. */
  readonly runbook: readonly string[];
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  readonly attack: readonly { readonly version: number; readonly tactic: string; readonly technique: string }[];
  readonly cis: readonly { readonly version: string; readonly control: string }[];
  /** Checks of `trailbell lint` that do not hold here, by their codes. */
  readonly waivers?: readonly { readonly code: string; readonly reason: string }[];
  readonly tests: readonly RuleTest[];
}

/** What happens, and whether the rule rings for the last of it. */
export interface RuleTest {
  readonly name: string;
  /** In order of time; never empty. */
  readonly steps: readonly RuleTestStep[];
  readonly expect: 'match' | 'no-match';
  /** Whether the caller counts as one of `automation` in trailbell.yml. */
  readonly automation: boolean;
  /** Accounts that trailbell.yml names. */
  readonly accounts: readonly string[];
  /** How grave the finding must be; not asked where left out. */
  readonly severity?: Severity;
}

export interface RuleTestStep {
  /** A sample under `events/`, without extension. */
  readonly event: string;
  /** Merged over the sample; `{ $delete: true }` removes a key. */
  readonly with?: { readonly [key: string]: unknown };
  /** Since the step before. */
  readonly afterSeconds: number;
  readonly times: number;
  /** Between two of them. */
  readonly everySeconds: number;
}
