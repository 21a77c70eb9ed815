import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { objectAt, textAt } from '../cloudtrail/json.ts';
import { compileTemplate, plainText } from '../template/index.ts';
import { nameOfArn, parseArn } from './arn.ts';
import { callName } from './call-name.ts';
import { CHANGES } from './changes.ts';
import type { Result } from './finding.ts';
import { NESTED_CHANGES } from './nested-changes.ts';

const MAX_LENGTH = 400;
const BEFORE: Readonly<Record<Result['outcome'], string>> = {
  success: '',
  failure: 'attempted: ',
  partly: 'in part: ',
};
const templates = new Map(Object.entries(CHANGES).map(([call, text]) => [call, compileTemplate(text)]));
const nested = new Map(Object.entries(NESTED_CHANGES));

/**
 * What the call changed, or tried to change, such as `policy AdministratorAccess attached to user alice`; undefined for calls
 * that have no words yet.
 */
export function describeChange(record: CloudTrailRecord, { outcome }: Result): string | undefined {
  const text = changeText(record);
  if (text === undefined) return undefined;
  const words = plainText(shortenArns(text, textAt(record, 'recipientAccountId') ?? ''), MAX_LENGTH);
  return `${BEFORE[outcome]}${words}`;
}

function changeText(record: CloudTrailRecord): string | undefined {
  const call = callName(record);
  const parameters = objectAt(record, 'requestParameters');
  const response = objectAt(record, 'responseElements');
  const described = nested.get(call)?.({ parameters, response });
  if (described !== undefined) return described;
  const template = templates.get(call);
  const isSilent = parameters === undefined && response === undefined;
  if (!template || (isSilent && template.paths.length > 0)) return undefined;
  return template.render({ ...parameters, response }).text;
}

/** EKS percent-encodes the ARNs of its parameters. The account is told where it is another one. */
function shortenArns(text: string, ownAccount: string): string {
  const decoded = text.replaceAll('%3A', ':').replaceAll('%2F', '/');
  return decoded.replace(/arn:aws[a-z-]*:[^\s,;'")]+/g, (arn) => {
    const accountId = parseArn(arn)?.accountId ?? '';
    const isOther = /^\d{12}$/.test(accountId) && ownAccount !== '' && accountId !== ownAccount;
    return isOther ? `${nameOfArn(arn)} of account ${accountId}` : nameOfArn(arn);
  });
}
