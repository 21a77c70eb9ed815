import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';
import { accountsLetIn } from './accounts-let-in.ts';
import type { Policy } from './finding.ts';
import { type IsForeign, judgePolicy, listAccounts } from './policy.ts';
import { policyWrittenBy } from './policy-writes.ts';

/** The accounts that are no strangers. */
export interface KnownAccounts {
  /** The account in whose trail the event stands. */
  readonly own: string;
  /** Those that trailbell.yml names, by id. */
  readonly named: ReadonlyMap<string, string>;
}

const NOTHING = { anyone: false, everything: false, accounts: [], others: [], services: [] };

/** The policy that a call writes. Nothing is thrown, and what it shows is free of secrets, though the record is as CloudTrail wrote it. */
export function derivePolicy(record: CloudTrailRecord, known: KnownAccounts): Policy | undefined {
  const written = policyWrittenBy(record);
  if (written === undefined) return undefined;
  if (written !== 'not recorded') return judgePolicy(written.document, strangersTo(known));
  // A refused call wrote nothing.
  return textAt(record, 'errorCode') === undefined
    ? { allows: NOTHING, statements: [], unreadable: 'is not in the record, which is too large' }
    : undefined;
}

/** The accounts that a call lets in, beside our own. */
export function deriveSharing(
  record: CloudTrailRecord,
  policy: Policy | undefined,
  known: KnownAccounts,
): { readonly foreign?: readonly string[]; readonly named?: readonly string[] } {
  const isForeign = strangersTo(known);
  const others = listAccounts([...accountsLetIn(record), ...(policy?.allows.accounts ?? [])], isForeign).filter(
    (account) => account !== known.own,
  );
  const [foreign, named] = [others.filter(isForeign), others.filter((account) => !isForeign(account))];
  return { ...(foreign.length > 0 && { foreign }), ...(named.length > 0 && { named }) };
}

function strangersTo({ own, named }: KnownAccounts): IsForeign {
  return (account) => account !== own && !named.has(account);
}
