import { derivePartition } from '../../finding/place.ts';

/** The policy of a bucket may have 20 kB, and names its readers twice. */
const MOST_CHARACTERS = 8000;

/**
 * The ARNs of those who may read log files: of account ids, and of ARNs of accounts, roles and users, with commas between them.
 * What is wrong goes to `faults`.
 */
export function parseReaders(text: string, region: string, faults: string[]): string[] {
  const partition = derivePartition({}, region);
  const readers = [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');
  const arns = readers.map((reader) => {
    if (/^\d{12}$/.test(reader)) return `arn:${partition}:iam::${reader}:root`;
    const [, named] = /^arn:([a-z-]+):iam::\d{12}:(?:root|(?:role|user)\/[\w+=,.@/-]{1,576})$/.exec(reader) ?? [];
    if (named === undefined) {
      faults.push(
        `readers: "${reader}" is neither an account id nor the ARN of a role, a user or an account's root, such as arn:${partition}:iam::111122223333:role/example`,
      );
    } else if (named !== partition) {
      faults.push(`readers: "${reader}" is of the partition ${named}, ${region} of ${partition}`);
    }
    return reader;
  });
  if (JSON.stringify(arns).length > MOST_CHARACTERS) {
    faults.push(`readers: ${arns.length} are more than the policy of a bucket holds: name accounts, not roles`);
  }
  return arns;
}
