import { isObject, type JsonObject } from '../cloudtrail/json.ts';
import type { Policy, PolicyStatement } from './finding.ts';
import { conditionTexts, narrowingOf } from './policy-conditions.ts';
import { fieldOf, readPolicyDocument } from './policy-document.ts';
import { readPrincipals } from './policy-principals.ts';
import { areAllActions, areAllResources, compileDenials, readScope, type Subject } from './policy-scope.ts';
import { redactText } from './secrets.ts';

/** An alert must stay small: those that let the most in are kept. */
const MAX_STATEMENTS = 20;
const MAX_LISTED = 10;
const MAX_TEXT = 128;
const MAX_ACCOUNTS = 50;

/** One statement, judged by itself. */
interface Statement extends Subject {
  readonly effect: 'Allow' | 'Deny';
  readonly anyone: boolean;
  readonly accounts: readonly string[];
  readonly others: readonly string[];
  readonly services: readonly string[];
  readonly federated: readonly string[];
  readonly conditions: readonly string[];
  /** Whether it holds always, and for all whom the policy can be for: everybody, or the holder of one that names no principals. */
  readonly isAbsolute: boolean;
}

/** Whether an account is a stranger's: not ours, and not named by the site. */
export type IsForeign = (account: string) => boolean;

/**
 * What a policy says, statement by statement, and what it allows in all. It is judged so that doubt rings: a Deny takes a permission
 * away only if it is for everybody, has no condition, and denies each action on each resource; a condition narrows only if it
 * certainly does; what could not be read is said in `unreadable`.
 */
export function judgePolicy(document: unknown, isForeign: IsForeign): Policy {
  const { statements: found, fault } = readPolicyDocument(document);
  const read = found.map(readStatement);
  const statements = read.filter((each) => each !== undefined);
  const unreadable = fault ?? (statements.length < read.length ? 'has a statement that contradicts itself' : undefined);
  const denials = statements.filter((each) => each.effect === 'Deny' && each.isAbsolute);
  const areDenied = compileDenials(denials);
  const allowed = statements.filter((each) => each.effect === 'Allow');
  const whole = allowed.filter((each) => each.anyone || isEverything(each)).filter((each) => !areDenied(each));
  return {
    allows: {
      anyone: whole.some(({ anyone }) => anyone),
      everything: whole.some(isEverything),
      accounts: listAccounts(
        allowed.flatMap(({ accounts }) => accounts),
        isForeign,
      ),
      others: unique(allowed.flatMap(({ others }) => others)).slice(0, MAX_LISTED),
      services: unique(allowed.flatMap(({ services }) => services)).slice(0, MAX_LISTED),
    },
    statements: gravest(statements).map((each) => shown(each, isForeign)),
    ...(unreadable !== undefined && { unreadable }),
  };
}

/** Undefined where AWS would refuse a statement, so that we cannot know what it reads in it. */
function readStatement(statement: JsonObject): Statement | undefined {
  const effect = effectOf(statement);
  if (effect === undefined || isContradictory(statement)) return undefined;
  const isAllBut = fieldOf(statement, 'NotPrincipal') !== undefined;
  const principal = fieldOf(statement, isAllBut ? 'NotPrincipal' : 'Principal');
  const { isEverybody, isOpen, accounts, services, federated } = readPrincipals(principal, isAllBut);
  const condition = fieldOf(statement, 'Condition');
  const narrowing = narrowingOf(condition);
  // Whom a condition picks out of everybody, or for whom a service may act.
  const picked = isOpen || services.length > 0 ? narrowing.accounts : [];
  return {
    effect,
    anyone: isOpen && !narrowing.isNarrow,
    accounts: [...accounts, ...picked],
    others: isOpen ? narrowing.others : [],
    services,
    federated,
    actions: readScope(statement, 'Action'),
    resources: readScope(statement, 'Resource'),
    conditions: conditionTexts(condition),
    isAbsolute: (isEverybody || principal === undefined) && !hasEntries(condition),
  };
}

function effectOf(statement: JsonObject): 'Allow' | 'Deny' | undefined {
  const effect = fieldOf(statement, 'Effect');
  const word = typeof effect === 'string' ? effect.toLowerCase() : '';
  if (word === 'allow') return 'Allow';
  return word === 'deny' ? 'Deny' : undefined;
}

/** A key in two spellings, both of `Action` and `NotAction`, or a condition that is none. */
function isContradictory(statement: JsonObject): boolean {
  const keys = Object.keys(statement).map((key) => key.toLowerCase());
  const condition = fieldOf(statement, 'Condition');
  const hasBoth = ['action', 'resource', 'principal'].some((key) => keys.includes(key) && keys.includes(`not${key}`));
  return hasBoth || new Set(keys).size < keys.length || !(condition === undefined || isConditionBlock(condition));
}

function hasEntries(condition: unknown): boolean {
  return isObject(condition) && Object.keys(condition).length > 0;
}

function isConditionBlock(condition: unknown): boolean {
  return isObject(condition) && Object.values(condition).every(isObject);
}

/** Conditions are not asked for: an administrator with MFA, or from a network, is one. */
function isEverything({ actions, resources }: Subject): boolean {
  return areAllActions(actions) && areAllResources(resources);
}

function gravest(statements: readonly Statement[]): readonly Statement[] {
  if (statements.length <= MAX_STATEMENTS) return statements;
  const grave = (each: Statement): number =>
    each.effect === 'Deny' ? 0 : each.anyone || isEverything(each) ? 3 : each.accounts.length > 0 ? 2 : 1;
  return statements.toSorted((a, b) => grave(b) - grave(a)).slice(0, MAX_STATEMENTS);
}

function shown(statement: Statement, isForeign: IsForeign): PolicyStatement {
  const { effect, anyone, accounts, services, federated, actions, resources, conditions } = statement;
  const list = (key: string, texts: readonly string[]): object =>
    texts.length === 0 ? {} : { [key]: texts.slice(0, MAX_LISTED).map(shownText) };
  return {
    effect,
    anyone,
    ...list('accounts', listAccounts(accounts, isForeign)),
    ...list('foreignAccounts', listAccounts(accounts.filter(isForeign), isForeign)),
    ...list('services', services),
    ...list('federated', federated),
    ...list(actions.isAllBut ? 'notActions' : 'actions', actions.listed.map(actionText)),
    ...list(resources.isAllBut ? 'notResources' : 'resources', resources.listed),
    ...list('conditions', conditions),
  };
}

/** Each account once, strangers first: what is cut must not be what matters. */
export function listAccounts(accounts: readonly string[], isForeign: IsForeign): string[] {
  const each = unique(accounts);
  return [...each.filter(isForeign), ...each.filter((account) => !isForeign(account))].slice(0, MAX_ACCOUNTS);
}

/** Prefixes of services are read without case: `SNS:Publish` is `sns:Publish`. */
function actionText(action: string): string {
  return action.replace(/^[^:]*:/, (service) => service.toLowerCase());
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts.map(shownText))].sort();
}

function shownText(text: string): string {
  const whole = redactText(text);
  return whole.length <= MAX_TEXT ? whole : `${whole.slice(0, MAX_TEXT)}…`;
}
