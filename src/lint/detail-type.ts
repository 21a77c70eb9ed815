import type { Carrier } from './event-catalogue.ts';

export const INSIGHT = 'AWS Insight via CloudTrail';

/** AWS's own guides spell it in two ways. */
export const SIGN_IN_SPELLINGS = ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'] as const;

export const SERVICE_EVENT = 'AWS Service Event via CloudTrail';

/** Every detail-type of CloudTrail, with the kind of event it carries. */
const CARRIERS: Readonly<Record<string, Carrier | 'insight'>> = {
  'AWS API Call via CloudTrail': 'call',
  'AWS Console Action via CloudTrail': 'call',
  'AWS Network Activity Event via CloudTrail': 'call',
  [SERVICE_EVENT]: 'service',
  [SIGN_IN_SPELLINGS[0]]: 'sign-in',
  [SIGN_IN_SPELLINGS[1]]: 'sign-in',
  [INSIGHT]: 'insight',
};

export const NETWORK_ACTIVITY = 'AWS Network Activity Event via CloudTrail';

export const DETAIL_TYPES: readonly string[] = Object.keys(CARRIERS);

/** Whether an event that comes in one of these ways can come under a detail-type. */
export function carries(detailType: string, carriers: ReadonlySet<Carrier>): boolean {
  const carrier = CARRIERS[detailType];
  return carrier !== undefined && carrier !== 'insight' && carriers.has(carrier);
}

/** The detail-type under which an event comes, in AWS's newer spelling. */
export function detailTypeOf(carriers: ReadonlySet<Carrier>): string {
  return DETAIL_TYPES.find((detailType) => carries(detailType, carriers)) ?? '';
}
