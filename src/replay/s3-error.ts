const SET_THEM = 'Set credentials and a region as for the AWS CLI (AWS_PROFILE, AWS_REGION)';
const ALLOW_THEM = 'Allow s3:ListBucket, s3:GetObject, and kms:Decrypt where a key of KMS encrypts the logs';

/** What helps, by the names of errors. */
const WAYS_OUT = new Map([
  ['CredentialsProviderError', SET_THEM],
  ['ExpiredToken', SET_THEM],
  ['InvalidAccessKeyId', SET_THEM],
  ['SignatureDoesNotMatch', SET_THEM],
  ['AccessDenied', ALLOW_THEM],
  ['NoSuchBucket', 'Is its name right?'],
]);

/** What S3, or the way to it, did not do, in words for people, with the way out where there is one. */
export function s3Error(cause: unknown): Error {
  const { name, message, code } = cause as NodeJS.ErrnoException;
  const wayOut = message === 'Region is missing' ? SET_THEM : WAYS_OUT.get(name);
  // Where all addresses of a host fail, the error of them all has no message.
  const reason = message || code || name;
  return new Error(wayOut ? `${reason}. ${wayOut}` : reason, { cause });
}
