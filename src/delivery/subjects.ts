import type { Finding } from '../finding/finding.ts';
import type { Rule } from '../rule/rule.ts';
import { shortId } from '../state/key.ts';
import type { Subject, Subjects } from '../state/spread.ts';
import { plainText } from '../template/index.ts';

const MAX_NAME = 100;

/** What a finding is about: in which account, by whom, on what and by which rules, as its record says. */
export function subjectsOf({ account, identity, region, resources }: Finding, rules: readonly Rule[]): Subjects {
  return {
    accounts: account.id === '' ? [] : [subject([account.id], account.id)],
    identities: [subject([identity.principal], identity.name)],
    resources: resources.map(({ arn, name }) => subject(arn ? [arn] : [account.id, region, name], name)),
    rules: rules.map(({ id, title }) => subject([id], title)),
  };
}

function subject(key: readonly string[], name: string): Subject {
  return { id: shortId(...key), name: plainText(name, MAX_NAME) };
}
