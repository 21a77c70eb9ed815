/**
 * A rule, or a part of its pattern, has no equivalent in CloudWatch Logs' filter syntax; the message is the reason, a sentence
 * without its subject, the rule.
 */
export class UnsayableError extends Error {
  override readonly name = 'UnsayableError';
}
