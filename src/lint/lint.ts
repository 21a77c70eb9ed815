import type { Fault } from '../rule/fault.ts';
import type { Rule } from '../rule/rule.ts';
import { parseYaml } from '../rule/yaml-file.ts';
import type { Settings } from '../settings/settings.ts';
import type { Check, CheckedNote, LintSeverity, Note, PackCheck, RuleCheck } from './check.ts';
import { CALLER_CHECKS } from './checks/callers.ts';
import { DETAIL_TYPE_CHECKS } from './checks/detail-types.ts';
import { EVENT_CHECKS } from './checks/events.ts';
import { FEED_CHECKS } from './checks/feeds.ts';
import { FIELD_CHECKS } from './checks/fields.ts';
import { LOGIC_CHECKS } from './checks/logic.ts';
import { OVERLAP_CHECKS } from './checks/overlap.ts';
import { BUS_QUOTA_CHECKS, PATTERN_QUOTA_CHECKS } from './checks/quotas.ts';
import { SETTINGS_CHECKS } from './checks/settings.ts';
import { SUPPRESSION_CHECKS } from './checks/suppressions.ts';
import { VALUE_CHECKS } from './checks/values.ts';
import { WRITING_CHECKS } from './checks/writing.ts';
import { type Needs, needsOf } from './needs.ts';
import { toSubject } from './subject.ts';
import { applyWaivers, UNUSED_WAIVER } from './waivers.ts';

const RULE_CHECKS: readonly RuleCheck[] = [
  ...EVENT_CHECKS,
  ...DETAIL_TYPE_CHECKS,
  ...FEED_CHECKS,
  ...FIELD_CHECKS,
  ...VALUE_CHECKS,
  ...LOGIC_CHECKS,
  ...SUPPRESSION_CHECKS,
  ...CALLER_CHECKS,
  ...PATTERN_QUOTA_CHECKS,
  ...WRITING_CHECKS,
];
const PACK_CHECKS: readonly PackCheck[] = [...OVERLAP_CHECKS, ...BUS_QUOTA_CHECKS];

/** The code of every check, as waivers and docs/lint.md name it. */
export const LINT_CODES: readonly string[] = [
  ...new Set([...RULE_CHECKS, ...PACK_CHECKS, ...SETTINGS_CHECKS, UNUSED_WAIVER].map(({ code }) => code)),
];

/** Something that a check found, at its place in a file. */
export interface LintFinding extends Fault<string> {
  readonly severity: LintSeverity;
  /** The rule's id; absent for trailbell.yml and for the rules as a whole. */
  readonly rule?: string;
}

export interface LintInput {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  /** As it is to be named in findings. */
  readonly settingsFile: string;
  /** The folder of rules, likewise. */
  readonly rulesFolder: string;
  readonly nowMs: number;
  readonly readText: (file: string) => Promise<string>;
}

/**
 * All that the checks find in a site, waived findings left out: those of the rules in their order, then those of the site. And
 * what the enabled rules need to be sent.
 */
export async function lint(input: LintInput): Promise<{ findings: LintFinding[]; needs: Needs }> {
  const { rules, settings, nowMs } = input;
  const subjects = rules.map(toSubject);
  const enabled = subjects.filter(({ rule }) => rule.enabled);
  const ofPack = PACK_CHECKS.flatMap((check) => check.run(enabled).map((note) => checked(check, note)));
  const ofSettings = SETTINGS_CHECKS.flatMap((check) =>
    check.run(settings, nowMs, enabled).map((note) => checked(check, note)),
  );
  const places = await Promise.all([
    ...subjects.map((subject) => {
      const { rule } = subject;
      const own = RULE_CHECKS.flatMap((check) => check.run(subject, nowMs).map((note) => checked(check, note)));
      const notes = [...unique(own), ...ofPack.filter((note) => note.rule === rule)];
      return locate(applyWaivers(rule, notes, LINT_CODES), rule.file, input.readText, rule.id);
    }),
    locate(unique(ofSettings), input.settingsFile, input.readText),
  ]);
  const ofNone = ofPack
    .filter(({ rule }) => !rule)
    .map(({ code, severity, message }) => ({ file: input.rulesFolder, path: '', code, severity, message }));
  return { findings: [...places.flat(), ...ofNone], needs: needsOf(enabled) };
}

function checked<N extends Note>({ code, severity }: Check, note: N): N & CheckedNote {
  return { ...note, code, severity };
}

/** `$or` lays one leaf into several branches, which then say the same of it. */
function unique(notes: readonly CheckedNote[]): CheckedNote[] {
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}

/** Files are read again for the places of findings alone, so that a clean site costs no second parsing. */
async function locate(
  notes: readonly CheckedNote[],
  file: string,
  readText: LintInput['readText'],
  rule?: string,
): Promise<LintFinding[]> {
  if (notes.length === 0) return [];
  const parsed = parseYaml(file, await readText(file));
  return notes.map(({ path, code, severity, message }) => ({
    ...('yaml' in parsed ? parsed.yaml.faultAt(path, code, message) : { file, path: path.join('.'), code, message }),
    severity,
    ...(rule && { rule }),
  }));
}
