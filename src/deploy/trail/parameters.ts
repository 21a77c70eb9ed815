import { ParameterError } from '../parameter-error.ts';
import { parseReaders } from './readers.ts';

/** What the one who deploys a trail decides. */
export interface TrailOptions {
  /** The trail's name, and what the names of all else begin with: `trailbell-trail-prod`. */
  readonly prefix: string;
  /** Whose accounts are all logged; only the own account where it is absent. */
  readonly organization?: string;
  /** ARNs of those who may read log files beside the account itself. */
  readonly readers: readonly string[];
  /** After how many days a log file is deleted; 0 for never. */
  readonly logDays: number;
  /** How long nobody can delete a log file. */
  readonly objectLock?: { readonly days: number; readonly mode: ObjectLockMode };
  /** Whether root is to turn on MFA delete, beside which S3 takes no lifecycle. */
  readonly mfaDelete: boolean;
  /** How long it is kept who read the bucket; nothing is where it is absent. */
  readonly accessLogDays?: number;
  /** How long CloudWatch Logs keeps the events; it gets none where it is absent. */
  readonly logGroupDays?: number;
  /** Whether a topic hears of each log file. */
  readonly notifies: boolean;
}

/** The names of the parameters of serverless.trail.yml. */
export const TRAIL_PARAMETERS = [
  'organization',
  'readers',
  'logDays',
  'objectLockDays',
  'objectLockMode',
  'mfaDelete',
  'accessLogDays',
  'logGroupDays',
  'notifications',
] as const;
type Name = (typeof TRAIL_PARAMETERS)[number];

/** Parameters as they were given: `--param` gives texts. */
export type TrailParameters = Readonly<Record<Name, unknown>>;

const OBJECT_LOCK_MODES = ['GOVERNANCE', 'COMPLIANCE'] as const;
type ObjectLockMode = (typeof OBJECT_LOCK_MODES)[number];

/** S3 takes a hundred years for a lock; the lifecycle takes more, and nobody means it. */
const MOST_DAYS = 36500;
/** What CloudWatch Logs takes. */
const LOG_GROUP_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/** Of a bucket's name, of which account and region of at most 14 characters take 28, and `-access` seven. */
const LONGEST_PREFIX = 35;
const ACCESS_SUFFIX = 7;

/**
 * The options that parameters stand for; an empty one is one that was not given.
 * @throws ParameterError with all that is wrong
 */
export function parseTrailParameters(given: TrailParameters, prefix: string, region: string): TrailOptions {
  const faults: string[] = [];
  const { text, days, flag, oneOf } = reading(given, faults);
  const organization = text('organization');
  if (organization && !/^o-[a-z0-9]{10,32}$/.test(organization)) {
    faults.push(
      `organization: must be an organisation's id, such as o-exampleorgid ("aws organizations describe-organization" tells it), is "${organization}"`,
    );
  }
  const lock = { days: days('objectLockDays', 1), mode: oneOf('objectLockMode', OBJECT_LOCK_MODES) };
  const accessLogDays = days('accessLogDays', 1);
  const logGroupDays = days('logGroupDays', 1);
  const options: TrailOptions = {
    prefix,
    ...(organization && { organization }),
    readers: parseReaders(text('readers'), region, faults),
    logDays: days('logDays', 0) ?? 0,
    ...(lock.days !== undefined && { objectLock: { days: lock.days, mode: lock.mode } }),
    mfaDelete: flag('mfaDelete'),
    ...(accessLogDays !== undefined && { accessLogDays }),
    ...(logGroupDays !== undefined && { logGroupDays }),
    notifies: flag('notifications'),
  };
  faults.push(...contradictions(options), ...prefixFaults(options));
  if (faults.length > 0) throw new ParameterError(faults);
  return options;
}

/** Readings of single parameters, whose faults are gathered. */
function reading(given: TrailParameters, faults: string[]) {
  const text = (name: Name) => String(given[name] ?? '').trim();
  const days = (name: Name, least: number) => {
    const value = text(name);
    if (value === '') return undefined;
    if (/^\d{1,5}$/.test(value) && Number(value) >= least && Number(value) <= MOST_DAYS) return Number(value);
    faults.push(`${name}: must be a whole number of days from ${least} to ${MOST_DAYS}, is "${value}"`);
    return undefined;
  };
  const oneOf = <T extends string>(name: Name, values: readonly [T, ...T[]]): T => {
    const value = text(name);
    const found = values.find((each) => each.toLowerCase() === value.toLowerCase());
    if (!found && value !== '') faults.push(`${name}: must be ${values.join(' or ')}, is "${value}"`);
    return found ?? values[0];
  };
  const flag = (name: Name) => oneOf(name, ['false', 'true']) === 'true';
  return { text, days, oneOf, flag };
}

function contradictions({ logDays, objectLock, mfaDelete, logGroupDays }: TrailOptions): string[] {
  return [
    ...(logGroupDays !== undefined && !LOG_GROUP_DAYS.includes(logGroupDays)
      ? [`logGroupDays: CloudWatch Logs takes ${LOG_GROUP_DAYS.join(', ')}, not ${logGroupDays}`]
      : []),
    ...(objectLock && logDays > 0 && objectLock.days > logDays
      ? [
          `objectLockDays: ${objectLock.days} days are longer than the ${logDays} of logDays, after which files are deleted`,
        ]
      : []),
    ...(mfaDelete && logDays > 0
      ? ['mfaDelete: S3 deletes nothing of itself from a bucket with MFA delete: give --param="logDays=0" too']
      : []),
  ];
}

function prefixFaults({ prefix, accessLogDays }: TrailOptions): string[] {
  const begins = `stage: "${prefix}" begins the name of a bucket`;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(prefix)) {
    return [`${begins}, so it takes lower-case letters, digits and single hyphens`];
  }
  const longest = LONGEST_PREFIX - (accessLogDays === undefined ? 0 : ACCESS_SUFFIX);
  return prefix.length > longest ? [`${begins}, where ${longest} characters fit; it has ${prefix.length}`] : [];
}
