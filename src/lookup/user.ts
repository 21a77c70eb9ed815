import {
  GetAccessKeyLastUsedCommand,
  type IAMClient,
  NoSuchEntityException,
  paginateListAccessKeys,
  paginateListGroupsForUser,
  paginateListMFADevices,
  paginateListUserTags,
} from '@aws-sdk/client-iam';
import type { Lookup } from '../finding/finding.ts';
import { rememberAnswers } from './answer.ts';
import { devicesText, groupsText, keyText, type Told, tagsText, useText } from './words.ts';

const KEEP_MS = 5 * 60_000;

export interface User {
  readonly accountId: string;
  readonly name: string;
  /** The long-term key that was used, if one was. */
  readonly accessKeyId: string | undefined;
}

interface Call {
  readonly client: IAMClient;
  readonly userName: string;
  readonly abortSignal: AbortSignal;
}

interface KeyCall extends Call {
  readonly accessKeyId: string;
  readonly nowMs: number;
}

/** What is asked about every user, by the action it takes. */
const ABOUT_USER: Readonly<Record<string, (call: Call) => Promise<Told>>> = {
  'iam:ListMFADevices': async (call) =>
    devicesText(await list(call, paginateListMFADevices, ({ MFADevices }) => MFADevices)),
  'iam:ListGroupsForUser': async (call) =>
    groupsText(await list(call, paginateListGroupsForUser, ({ Groups }) => Groups)),
  'iam:ListUserTags': async (call) => tagsText(await list(call, paginateListUserTags, ({ Tags }) => Tags)),
};

/** What is asked about a long-term key, by the action it takes. */
const ABOUT_KEY: Readonly<Record<string, (call: KeyCall) => Promise<Told>>> = {
  'iam:ListAccessKeys': async (call) => {
    const keys = await list(call, paginateListAccessKeys, ({ AccessKeyMetadata }) => AccessKeyMetadata);
    return keyText(
      keys.find(({ AccessKeyId }) => AccessKeyId === call.accessKeyId),
      call.nowMs,
    );
  },
  'iam:GetAccessKeyLastUsed': async ({ client, accessKeyId, abortSignal, nowMs }) => {
    const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId });
    return useText((await client.send(command, { abortSignal })).AccessKeyLastUsed, nowMs);
  },
};

/** The IAM actions that look-ups take. */
export const USER_ACTIONS: readonly string[] = [...Object.keys(ABOUT_USER), ...Object.keys(ABOUT_KEY)];

/** Asks IAM about users, each thing on its own: one answer that is denied leaves the others. */
export function openUsers(now: () => number) {
  const remember = rememberAnswers<Lookup>({ keepMs: KEEP_MS, now });

  return async (client: IAMClient, user: User, signal: AbortSignal): Promise<Lookup[]> => {
    const { accountId, name: userName, accessKeyId } = user;
    const call: Call = { client, userName, abortSignal: signal };
    const questions = [
      ...Object.entries(ABOUT_USER).map(([action, ask]) => ({ action, about: userName, ask: () => ask(call) })),
      ...(accessKeyId
        ? Object.entries(ABOUT_KEY).map(([action, ask]) => ({
            action,
            about: accessKeyId,
            ask: () => ask({ ...call, accessKeyId, nowMs: now() }),
          }))
        : []),
    ];
    return Promise.all(
      questions.map(async ({ action, about, ask }) => {
        const answer = await remember({
          key: `${action} ${accountId} ${about}`,
          action,
          signal,
          ask: async () => ({ name: action, ...(await orNoUser(ask, userName)) }),
        });
        return 'failure' in answer ? answer.failure : answer.value;
      }),
    );
  };
}

type Paginate<Page> = (
  config: { client: IAMClient },
  input: { UserName: string },
  ...rest: unknown[]
) => AsyncIterable<Page>;

/** Every item of every page: IAM may cut a list short where it likes. */
async function list<Page, Item>(
  { client, userName, abortSignal }: Call,
  paginate: Paginate<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of paginate({ client }, { UserName: userName }, { abortSignal })) {
    items.push(...(itemsOf(page) ?? []));
  }
  return items;
}

async function orNoUser(ask: () => Promise<Told>, userName: string): Promise<Told> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof NoSuchEntityException)) throw error;
    return { outcome: 'not-found', detail: `no IAM user ${userName} any more` };
  }
}
