import type { Settings } from './settings.ts';

/** Settings that are well formed but cannot work: says what to set. */
export class SettingsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}

/** Checks that every finding has somewhere to go. @throws SettingsError */
export function checkSettings({ destinations, routes }: Settings): void {
  if (Object.keys(destinations).length === 0) {
    throw new SettingsError('trailbell.yml names no destination: set "destinations"');
  }
  if (routes.length === 0 || routes.at(-1)?.when !== undefined) {
    throw new SettingsError('trailbell.yml has no default route: end "routes" with one that has no "when"');
  }
}
