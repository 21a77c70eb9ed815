import type { Rule } from '../rule/rule.ts';
import type { Path } from '../rule/yaml-file.ts';
import type { Settings } from '../settings/settings.ts';
import type { Subject } from './subject.ts';

/** `error`: never fires, or not for what it says; `warning`: works, but costs or misleads. */
export type LintSeverity = 'error' | 'warning';

/** One thing that a check has to say of a file. */
export interface Note {
  readonly path: Path;
  readonly message: string;
}

/** A note with the check it comes from. */
export interface CheckedNote extends Note {
  readonly code: string;
  readonly severity: LintSeverity;
}

export interface Check {
  /** Stable: waivers name it, docs/lint.md explains it. */
  readonly code: string;
  readonly severity: LintSeverity;
}

/** A check of one rule by itself. */
export interface RuleCheck extends Check {
  readonly run: (subject: Subject, nowMs: number) => readonly Note[];
}

/** A check of all enabled rules together; `rule` is whose file the note is about, absent for none of them. */
export interface PackCheck extends Check {
  readonly run: (subjects: readonly Subject[]) => readonly (Note & { readonly rule?: Rule })[];
}

/** A check of trailbell.yml, and of what it says of the enabled rules. */
export interface SettingsCheck extends Check {
  readonly run: (settings: Settings, nowMs: number, enabled: readonly Subject[]) => readonly Note[];
}
