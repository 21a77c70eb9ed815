import { suppressionLists } from '../../settings/overrides.ts';
import type { Settings } from '../../settings/settings.ts';
import type { SettingsCheck } from '../check.ts';
import { onFinding, type ShapedPattern, suppressionPatterns } from '../subject.ts';
import { suppressedByCaller } from './callers.ts';
import { DATA_EVENT_CHECKS } from './data-events.ts';
import { objectsForValues, unknownPatternFields } from './fields.ts';
import { expiredSuppressions } from './suppressions.ts';
import { unknownValues, wrongTypes } from './values.ts';

/** The patterns and dates of trailbell.yml, by the checks that rules go through. */
export const SETTINGS_CHECKS: readonly SettingsCheck[] = [
  { code: 'unknown-field', severity: 'error', run: (settings) => patternsOf(settings).flatMap(unknownPatternFields) },
  { code: 'object-for-value', severity: 'error', run: (settings) => patternsOf(settings).flatMap(objectsForValues) },
  { code: 'unknown-value', severity: 'error', run: (settings) => patternsOf(settings).flatMap(unknownValues) },
  { code: 'wrong-type', severity: 'error', run: (settings) => patternsOf(settings).flatMap(wrongTypes) },
  {
    code: 'expired-suppression',
    severity: 'warning',
    run: (settings, nowMs) =>
      suppressionLists(settings).flatMap(({ path, suppressions }) => expiredSuppressions(path, suppressions, nowMs)),
  },
  {
    code: 'suppressed-by-caller',
    severity: 'warning',
    run: (settings) =>
      suppressionLists(settings).flatMap(({ path, suppressions }) => suppressedByCaller(path, suppressions)),
  },
  ...DATA_EVENT_CHECKS,
];

function patternsOf(settings: Settings): ShapedPattern[] {
  const whens = settings.routes.flatMap(({ when }, index) =>
    when ? [onFinding(['routes', index, 'when'], when)] : [],
  );
  const deploying = settings.automation.map(({ when }, index) => onFinding(['automation', index, 'when'], when));
  const lists = suppressionLists(settings);
  return [
    ...whens,
    ...deploying,
    ...lists.flatMap(({ path, suppressions }) => suppressionPatterns(path, suppressions)),
  ];
}
