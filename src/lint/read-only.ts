import { dataResourceType } from './data-events.ts';
import { labelOf } from './event-catalogue.ts';
import { withoutDate } from './other-events.ts';

const READING = /^(Get|List|Describe|Head|Lookup|Search|BatchGet|BatchDescribe|BatchCheck|Simulate|Filter|View)/;

/** Calls that CloudTrail marks `readOnly` though their name does not say so, and the reverse. */
const READ_ONLY: Readonly<Record<string, string>> = {
  sts: 'AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity DecodeAuthorizationMessage',
  kms: 'Decrypt Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac GenerateRandom ReEncrypt Sign Verify VerifyMac DeriveSharedSecret',
  bedrock: 'Converse ConverseStream InvokeModel InvokeModelWithResponseStream',
};
const WRITING: Readonly<Record<string, string>> = {
  sts: 'GetFederationToken GetSessionToken',
  signin: 'GetSigninToken',
};
/** Seen both ways, or not seen often enough to tell. */
const UNCLEAR: Readonly<Record<string, string>> = {
  signin: 'CheckMfa',
  sts: 'AssumeRoot',
  cloudshell: 'GetFileDownloadUrls GetFileUploadUrls',
};

/**
 * Whether a management event is read-only, so that only rules with `read-only-events: true` receive it; `unclear` where
 * CloudTrail has it both ways. False for data events, which every rule receives.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
 */
export function isReadOnlyManagement(eventSource: string, eventName: string): boolean | 'unclear' {
  const label = labelOf(eventSource);
  const operation = withoutDate(eventName);
  if (dataResourceType(eventSource, eventName) !== undefined) return false;
  if (has(UNCLEAR, label, operation)) return 'unclear';
  if (has(WRITING, label, operation)) return false;
  return READING.test(operation) || has(READ_ONLY, label, operation);
}

function has(names: Readonly<Record<string, string>>, label: string, operation: string): boolean {
  return names[label]?.split(' ').includes(operation) ?? false;
}
