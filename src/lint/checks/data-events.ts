import type { Settings } from '../../settings/settings.ts';
import type { Note, SettingsCheck } from '../check.ts';
import { dataEventsOf, networkEventsOf } from '../selected-events.ts';
import type { Subject } from '../subject.ts';

/** The resources of trailbell.yml that serverless.trail.yml asks CloudTrail for, against what the enabled rules need. */
export const DATA_EVENT_CHECKS: readonly SettingsCheck[] = [
  { code: 'unnamed-data-events', severity: 'warning', run: (settings, _, enabled) => unnamed(settings, enabled) },
  { code: 'needless-data-events', severity: 'warning', run: (settings, _, enabled) => needless(settings, enabled) },
];

/** Who names nothing has no trail of ours, or buys none of it; who names something may have forgotten the rest. */
function unnamed({ 'data-events': resources }: Settings, enabled: readonly Subject[]): Note[] {
  if (Object.keys(resources).length === 0) return [];
  return [...rulesByType(enabled)]
    .filter(([type]) => !Object.hasOwn(resources, type))
    .map(([type, ids]) => ({
      path: ['data-events'],
      message: `names nothing of ${type}, for which ${waiting(ids)}: name resources, or [] to do without`,
    }));
}

function needless(settings: Settings, enabled: readonly Subject[]): Note[] {
  const types = rulesByType(enabled);
  const sources = new Set(enabled.flatMap(networkEventsOf).map(({ eventSource }) => eventSource));
  const ofTypes = Object.entries(settings['data-events'])
    .filter(([type, arns]) => arns.length > 0 && !types.has(type))
    .map(([type]) => ({
      path: ['data-events', type],
      message: 'no enabled rule names a call of this type, so serverless.trail.yml logs none',
    }));
  const ofSources = settings['network-activity'].flatMap((source, index) => {
    if (sources.has(source)) return [];
    const message = `no enabled rule takes calls to ${source} through VPC endpoints, so serverless.trail.yml logs none`;
    return [{ path: ['network-activity', index], message }];
  });
  return [...ofTypes, ...ofSources];
}

function rulesByType(enabled: readonly Subject[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const subject of enabled) {
    for (const type of dataEventsOf(subject).keys()) ids.set(type, [...(ids.get(type) ?? []), subject.rule.id]);
  }
  return ids;
}

function waiting([first = '', ...others]: readonly string[]): string {
  if (others.length === 0) return `${first} waits`;
  return `${first} and ${others.length} other rule${others.length === 1 ? '' : 's'} wait`;
}
