export type Status = 'fine' | 'warning' | 'broken';

/** What was found of one thing in the live account, in words for people: plain text, whatever AWS or Slack answered. */
export interface Check {
  /** What was looked at, such as `trail/logging`; the word before the slash is its subject. */
  readonly check: string;
  readonly status: Status;
  readonly text: string;
  /** The command or the setting that mends it; absent where all is fine. */
  readonly mend?: string;
  /** The rules, queues or the like that it concerns, where that can be many. */
  readonly of?: readonly string[];
}

/** What is wrong, and the way out. */
interface Fault {
  readonly text: string;
  readonly mend: string;
  readonly of?: readonly string[];
}

export function fine(check: string, text: string): Check {
  return { check, status: 'fine', text };
}

/** Works for now, or works against less than it should. */
export function warning(check: string, fault: Fault): Check {
  return { check, status: 'warning', ...fault };
}

/** Alerts do not come, come too late or get lost. */
export function broken(check: string, fault: Fault): Check {
  return { check, status: 'broken', ...fault };
}

const MOST_NAMES = 5;

/** `3 rules: a, b, c`, or `9 rules: a, b, c, d, e and 4 more`. */
export function counted(names: readonly string[], one: string, many = `${one}s`): string {
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return `${names.length} ${names.length === 1 ? one : many}: ${shown}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_COMMANDS = 3;

/** A command for each of some things, or one for whichever of them. */
export function commands<Thing>(things: readonly Thing[], command: (thing: Thing) => string, any: string): string {
  return things.length > MOST_COMMANDS ? any : things.map(command).join(' && ');
}

/** `12 minutes`, in the largest unit of which there are at least two. */
export function duration(ms: number): string {
  const minutes = Math.max(0, ms) / 60_000;
  const [value, unit] =
    minutes >= 2 * 24 * 60
      ? [minutes / (24 * 60), 'day']
      : minutes >= 2 * 60
        ? [minutes / 60, 'hour']
        : [minutes, 'minute'];
  const whole = Math.floor(value);
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}
