import type { CloudTrailRecord } from '../../src/cloudtrail/event.ts';
import { isObject, textAt } from '../../src/cloudtrail/json.ts';
import { type Change, eachObject, eachRecord } from './change.ts';

/** Texts of a request that decide nothing. */
const FREE_TEXT = /^(description|comment|displayname|clienttoken|reason)$/i;

const ENDINGS: Readonly<Record<string, string>> = {
  'invisible characters': '\u200b\u2060\u{e0041}\u00ad',
  'a lone surrogate': '\ud83d',
  markup: ' *_`<!channel>|<https://example.com|x>` :white_check_mark: {identity.name}',
  'an override of direction': '\u202etxt',
};

const endings = Object.entries(ENDINGS).map(
  ([name, ending]): Change => ({
    name: `text: ${name}`,
    kind: 'text',
    apply: eachRecord((record) => {
      const requestParameters = eachObject(record.requestParameters, (object) =>
        Object.fromEntries(
          Object.entries(object).map(([key, value]) => [
            key,
            FREE_TEXT.test(key) && typeof value === 'string' ? value + ending : value,
          ]),
        ),
      );
      // Whoever may send an agent may send any.
      const userAgent = textAt(record, 'userAgent');
      const errorMessage = textAt(record, 'errorMessage');
      return {
        ...record,
        requestParameters,
        ...(userAgent !== undefined && !userAgent.endsWith('.amazonaws.com') && { userAgent: userAgent + ending }),
        ...(errorMessage !== undefined && { errorMessage: errorMessage + ending }),
      };
    }),
  }),
);

const tags: Change = {
  name: 'tags: managed-by terraform',
  kind: 'text',
  apply: eachRecord((record) => {
    const { requestParameters: parameters } = record;
    if (!isObject(parameters)) return undefined;
    const { tags } = parameters;
    const list = [
      { key: 'managed-by', value: 'terraform' },
      { key: 'trailbell', value: 'ignore' },
    ];
    const more = isObject(tags)
      ? { ...tags, 'managed-by': 'terraform' }
      : [...(Array.isArray(tags) ? tags : []), ...list];
    return { ...record, requestParameters: { ...parameters, tags: more } };
  }),
};

const hostHeader: Change = {
  name: 'host header: of another service',
  kind: 'text',
  words: ['event.tlsDetails'],
  apply: eachRecord((record) =>
    isObject(record.tlsDetails)
      ? { ...record, tlsDetails: { ...record.tlsDetails, clientProvidedHostHeader: 'internal.example.com' } }
      : undefined,
  ),
};

/** As JSON has it: `__proto__` is a key like any other. */
const INHERITED: unknown = JSON.parse(
  '{"__proto__":{"errorCode":"AccessDenied"},"constructor":{"name":"x"},"toString":1}',
);
const DEEP: unknown = JSON.parse(`${'{"a":'.repeat(400)}1${'}'.repeat(400)}`);

const MORE_KEYS: Readonly<Record<string, { more: () => object; isLong?: true }>> = {
  'that objects inherit': { more: () => Object(INHERITED) },
  'nested 400 deep': { more: () => ({ deep: DEEP }) },
  'of 100,000 characters': { more: () => ({ huge: 'A'.repeat(100_000) }), isLong: true },
  'a thousand': {
    more: () => Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`key${at}`, { value: [at] }])),
    isLong: true,
  },
};

const keys = Object.entries(MORE_KEYS).map(
  ([name, { more, isLong }]): Change => ({
    name: `more keys: ${name}`,
    kind: 'keys',
    ...(isLong && { isLong }),
    apply: eachRecord((record) => withMore(record, more())),
  }),
);

function withMore(record: CloudTrailRecord, more: object): CloudTrailRecord {
  const inside = Object.fromEntries(
    ['requestParameters', 'responseElements', 'additionalEventData', 'tlsDetails']
      .filter((key) => isObject(record[key]))
      .map((key) => [key, { ...more, ...Object(record[key]) }]),
  );
  return { ...more, ...record, ...inside };
}

/** What stands in a request beside what it asks for. */
export const TEXTS: readonly Change[] = [...endings, tags, hostHeader, ...keys];
