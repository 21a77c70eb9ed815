/** The parts of an ARN that findings use. */
export interface Arn {
  /** `aws`, `aws-us-gov`, `aws-cn`, ... */
  readonly partition: string;
  readonly service: string;
  /** Twelve digits, or empty as in the ARN of a bucket; `aws` in that of a managed policy. */
  readonly accountId: string;
  /** All that follows the account, such as `role/path/Name`. */
  readonly resource: string;
}

/** The parts of an ARN, or undefined where a text is none. */
export function parseArn(text: string | undefined): Arn | undefined {
  const match = /^arn:(aws[a-z-]*):([\w.-]+):[\w-]*:([\w-]*):(.+)$/s.exec(text ?? '');
  if (!match) return undefined;
  const [, partition = '', service = '', accountId = '', resource = ''] = match;
  return { partition, service, accountId, resource };
}

/** What people call the thing: the last part of its ARN, such as `AdministratorAccess`; any other text as it is. */
export function nameOfArn(text: string): string {
  const resource = parseArn(text)?.resource;
  return resource?.split(/[/:]/).findLast(Boolean) ?? text;
}
