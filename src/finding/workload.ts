import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { objectAt, textAt } from '../cloudtrail/json.ts';
import { nameOfArn } from './arn.ts';

/** What AWS itself gave the credentials of a session to. */
export interface Workload {
  /** Such as `EC2 instance`. */
  readonly kind: string;
  /** Its id or name; absent where the record has none that AWS wrote. */
  readonly id?: string;
}

/** In words, by `inScopeOf.issuerType`; a Map, as a type such as `constructor` must find nothing. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['AWS::EC2::Instance', 'EC2 instance'],
  ['AWS::Lambda::Function', 'Lambda function'],
  ['AWS::ECS::Task', 'ECS task'],
]);

const NAME_OF_INSTANCE = /:(i-[0-9a-zA-Z]{8,17})$/;

/**
 * The workload that holds the session, where AWS says so: `inScopeOf` names it, `ec2RoleDelivery` says that the metadata service
 * of an instance handed the credentials out. The service that opened such a session also named it: after the instance, or the
 * function. A session that is only named `i-…` may be anybody's.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function holderOf(record: CloudTrailRecord): Workload | undefined {
  const scope = objectAt(record, 'userIdentity', 'inScopeOf');
  const type = textAt(scope, 'issuerType');
  const holder = textAt(scope, 'credentialsIssuedTo');
  const principalId = textAt(record, 'userIdentity', 'principalId') ?? '';
  if (type && type !== 'AWS::EC2::Instance') {
    const id = holder ? nameOfArn(holder) : principalId.split(':')[1];
    return { kind: KINDS.get(type) ?? type, ...(id && { id }) };
  }
  if (!type && !textAt(record, 'userIdentity', 'sessionContext', 'ec2RoleDelivery')) return undefined;
  const id = holder ? nameOfArn(holder) : NAME_OF_INSTANCE.exec(principalId)?.[1];
  return { kind: 'EC2 instance', ...(id && { id }) };
}
