import { derivePartition } from '../../finding/place.ts';
import { ParameterError } from '../parameter-error.ts';

/** What the one who deploys a trail decides. */
export interface TrailOptions {
  /** The trail's name, and what the names of all else begin with: `trailbell-trail-prod`. */
  readonly prefix: string;
  readonly region: string;
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

/** Parameters as they were given: `--param` gives texts. */
export type TrailParameters = Readonly<Record<(typeof TRAIL_PARAMETERS)[number], unknown>>;

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

const OBJECT_LOCK_MODES = ['GOVERNANCE', 'COMPLIANCE'] as const;
type ObjectLockMode = (typeof OBJECT_LOCK_MODES)[number];

/** S3 takes a hundred years for a lock; the lifecycle takes more, and nobody means it. */
const MOST_DAYS = 36500;
/** What CloudWatch Logs takes. */
const LOG_GROUP_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/** The policy of a key may have 32 kB, that of a bucket 20 kB. */
const MOST_READERS = 50;
/** Of a bucket's name, of which account and region of at most 14 characters take 28, and `-access` seven. */
const LONGEST_PREFIX = 35;
const ACCESS_SUFFIX = 7;

/**
 * The options that parameters stand for; an empty one is one that was not given.
 * @throws ParameterError with all that is wrong
 */
export function parseTrailParameters(given: TrailParameters, prefix: string, region: string): TrailOptions {
  const faults: string[] = [];
  const text = (name: keyof TrailParameters) => String(given[name] ?? '').trim();
  const days = (name: keyof TrailParameters, least: number) => {
    const value = text(name);
    if (value === '') return undefined;
    if (/^\d{1,5}$/.test(value) && Number(value) >= least && Number(value) <= MOST_DAYS) return Number(value);
    faults.push(`${name}: must be a whole number of days from ${least} to ${MOST_DAYS}, is "${value}"`);
    return undefined;
  };
  const flag = (name: keyof TrailParameters) => {
    const value = text(name) || 'false';
    if (!['true', 'false'].includes(value)) faults.push(`${name}: must be true or false, is "${value}"`);
    return value === 'true';
  };
  const logDays = days('logDays', 0) ?? 0;
  const lockDays = days('objectLockDays', 1);
  const accessLogDays = days('accessLogDays', 1);
  const logGroupDays = days('logGroupDays', 1);
  const organization = text('organization');
  const mfaDelete = flag('mfaDelete');
  const notifies = flag('notifications');
  const mode = OBJECT_LOCK_MODES.find(
    (each) => each === (text('objectLockMode') || OBJECT_LOCK_MODES[0]).toUpperCase(),
  );
  const readers = parseReaders(text('readers'), region, faults);

  if (organization && !/^o-[a-z0-9]{10,32}$/.test(organization)) {
    faults.push(
      `organization: must be an organisation's id, such as o-exampleorgid ("aws organizations describe-organization" tells it), is "${organization}"`,
    );
  }
  if (logGroupDays !== undefined && !LOG_GROUP_DAYS.includes(logGroupDays)) {
    faults.push(`logGroupDays: CloudWatch Logs takes ${LOG_GROUP_DAYS.join(', ')}, not ${logGroupDays}`);
  }
  if (lockDays !== undefined && logDays > 0 && lockDays > logDays) {
    faults.push(
      `objectLockDays: ${lockDays} days are longer than the ${logDays} of logDays, after which files are deleted`,
    );
  }
  if (!mode) faults.push(`objectLockMode: must be ${OBJECT_LOCK_MODES.join(' or ')}, is "${text('objectLockMode')}"`);
  if (mfaDelete && logDays > 0) {
    faults.push('mfaDelete: S3 deletes nothing of itself from a bucket with MFA delete: give --param="logDays=0" too');
  }
  faults.push(...prefixFaults(prefix, LONGEST_PREFIX - (accessLogDays === undefined ? 0 : ACCESS_SUFFIX)));
  if (faults.length > 0) throw new ParameterError(faults);

  return {
    prefix,
    region,
    readers,
    logDays,
    mfaDelete,
    notifies,
    ...(organization && { organization }),
    ...(lockDays !== undefined && mode && { objectLock: { days: lockDays, mode } }),
    ...(accessLogDays !== undefined && { accessLogDays }),
    ...(logGroupDays !== undefined && { logGroupDays }),
  };
}

/** Account ids, and ARNs of accounts, roles and users, with commas between them. */
function parseReaders(text: string, region: string, faults: string[]): string[] {
  const partition = derivePartition({}, region);
  const readers = [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');
  if (readers.length > MOST_READERS) {
    faults.push(
      `readers: ${readers.length} are more than the policies hold, ${MOST_READERS}: name accounts, not roles`,
    );
  }
  return readers.map((reader) => {
    if (/^\d{12}$/.test(reader)) return `arn:${partition}:iam::${reader}:root`;
    const match = /^arn:([a-z-]+):iam::\d{12}:(?:root|(?:role|user)\/[\w+=,.@/-]{1,576})$/.exec(reader);
    if (!match) {
      faults.push(
        `readers: "${reader}" is neither an account id nor the ARN of a role, a user or an account's root, such as arn:${partition}:iam::111122223333:role/example`,
      );
    } else if (match[1] !== partition) {
      faults.push(`readers: "${reader}" is of the partition ${match[1]}, ${region} of ${partition}`);
    }
    return reader;
  });
}

function prefixFaults(prefix: string, longest: number): string[] {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(prefix)) {
    return [
      `stage: "${prefix}" begins the name of a bucket, so it takes lower-case letters, digits and single hyphens`,
    ];
  }
  if (prefix.length <= longest) return [];
  return [`stage: "${prefix}" begins the name of a bucket, where ${longest} characters fit; it has ${prefix.length}`];
}
