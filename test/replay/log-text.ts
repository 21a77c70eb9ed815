import fc from 'fast-check';

// Few keys and few values, so that patterns and records meet; most of the odd ones look like something that is looked for.
export const TEXTS = [
  ...['PutObject', 'GetObject', 'ConsoleLogin', 's3.amazonaws.com', 'iam.amazonaws.com', 'aws.s3', 'aws.cloudtrail'],
  ...['AccessDenied', 'eu-west-1', 'admin', 'administrator', 'ADMIN', 'Admin', 'example-bucket', '203.0.113.7'],
  ...['2001:db8::1', '123456789012', 'x', '', 'eventName', 'eventSource', 'eventID', 'eventVersion', 'errorCode'],
  ...[
    'Zürich',
    'ZÜRICH',
    'adm\u212an',
    'ß',
    'SS',
    '😀',
    '\u2028',
    'a"b',
    '"admin',
    'admin"',
    'a\\b',
    'admin\\',
    'tab\t',
  ],
  ...['},{"eventVersion":', '{"eventName":"PutObject","eventSource":"s3.amazonaws.com"}', ']}', '[{', 'detail-type'],
];
/** What most records and patterns have as names of a call. */
export const SOURCES = [
  's3.amazonaws.com',
  's3.amazonaws.com',
  'iam.amazonaws.com',
  'iam.amazonaws.com',
  'Zürich',
  'a"b',
  '',
];
export const NAMES = ['PutObject', 'PutObject', 'GetObject', 'GetObject', 'ConsoleLogin', 'Zürich', 'admin\\'];
export const KEYS = [
  ...['name', 'bucketName', 'userName', 'errorCode', 'awsRegion', 'userAgent', 'key.with.dots', 'key', 'with', 'dots'],
  ...['eventName', 'eventSource', 'eventID', 'eventVersion', 'event-x', 'eventSourcing', 'eventSourc', 'eve', 'admin'],
  ...['__proto__', 'constructor', 'Zürich', 'a"b', 'a\\b', '', 'x', 'Records', 'insightDetails', 'sharedEventID'],
];
const NUMBERS = [0, 1, 1.5, -1, 100, 1e21];

/** JSON texts of a string: as CloudTrail writes it, or with a character by its number. */
function written(text: string): fc.Arbitrary<string> {
  const json = JSON.stringify(text);
  const code = text.charCodeAt(0).toString(16).padStart(4, '0');
  const escaped = text === '' ? json : `"\\u${code}${JSON.stringify(text.slice(1)).slice(1)}`;
  return fc.oneof({ weight: 60, arbitrary: fc.constant(json) }, { weight: 1, arbitrary: fc.constant(escaped) });
}

const textOf = (texts: readonly string[]) => fc.constantFrom(...texts).chain(written);
const long = fc
  .tuple(textOf(TEXTS), fc.integer({ min: 30_000, max: 34_000 }))
  .map(([text, length]) => `"${'x'.repeat(length)}${text.slice(1)}`);
const scalar = fc.oneof(
  { weight: 30, arbitrary: textOf(TEXTS) },
  { weight: 6, arbitrary: fc.constantFrom(...NUMBERS.map(String), 'true', 'false', 'null') },
  { weight: 1, arbitrary: long },
);

type Entry = readonly [key: string, value: string];

/** An object as JSON; keys may come twice. */
const object = (entries: readonly Entry[]): string => `{${entries.map(([key, value]) => `${key}:${value}`).join(',')}}`;

const { value } = fc.letrec<{ value: string; list: string; object: string }>((again) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, again('list'), again('object')),
  list: fc.array(again('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
  object: fc.array(fc.tuple(textOf(KEYS), again('value')), { maxLength: 4 }).map(object),
}));

const versioned = fc
  .array(fc.tuple(textOf(KEYS), value), { maxLength: 3 })
  .map((entries) => object([['"eventVersion"', '"1.11"'], ...entries]));
/** A list of what looks like records. */
const records = fc
  .array(fc.oneof(versioned, value), { minLength: 1, maxLength: 4 })
  .map((items) => `[${items.join(',')}]`);

const maybe = (key: string, content: fc.Arbitrary<string>): fc.Arbitrary<Entry[]> =>
  fc.option(content.map((text): Entry => [JSON.stringify(key), text])).map((entry) => (entry ? [entry] : []));
const fields = (of: readonly string[], weight: number) =>
  fc.array(fc.tuple(textOf(of), value), { maxLength: weight }).map(object);

/** What a record holds besides the names of its call. */
const rest = fc.tuple(
  maybe('errorCode', fc.oneof(textOf(['AccessDenied', 'admin', 'x']), value)),
  maybe('awsRegion', textOf(['eu-west-1', 'us-east-1'])),
  maybe('userAgent', textOf(TEXTS)),
  maybe('requestParameters', fc.oneof({ weight: 8, arbitrary: fields(KEYS, 4) }, { weight: 1, arbitrary: records })),
  maybe('userIdentity', fields(['userName', 'type', 'accountId', 'x'], 3)),
  maybe('eventID', textOf(['11111111-2222-3333-4444-555555555555', 'x', 'a"b'])),
  maybe('eventType', textOf(['AwsApiCall', 'AwsConsoleSignIn'])),
  fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.tuple(textOf(KEYS.filter((key) => key !== 'Records')), value), { maxLength: 2 }),
    },
  ),
);

type Order = (
  version: Entry,
  call: readonly [source: Entry, name: Entry],
  others: readonly Entry[],
) => readonly Entry[];
const native: Order = (version, call, others) => [version, ...call, ...others];
const ODD_ORDERS: readonly Order[] = [
  (version, call, others) => [version, ...others, ...call.toReversed()],
  (version, call, others) => [...call, ...others, version],
  (version, [source], others) => [version, source, ...others],
  (version, [, name], others) => [version, name, ...others],
];

/** A record as JSON. Most begin with `eventVersion` and have the names of their call side by side, as CloudTrail's have. */
export const record: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof({ weight: 8, arbitrary: fc.constant(native) }, { weight: 1, arbitrary: fc.constantFrom(...ODD_ORDERS) }),
    textOf(SOURCES),
    textOf(NAMES),
    rest,
  )
  .map(([order, source, name, others]) =>
    object(
      order(
        ['"eventVersion"', '"1.11"'],
        [
          ['"eventSource"', source],
          ['"eventName"', name],
        ],
        others.flat() as Entry[],
      ),
    ),
  );

const PLAIN_RECORD =
  '{"eventVersion":"1.11","eventSource":"kms.amazonaws.com","eventName":"Decrypt","eventID":"first"}';

/** A log as CloudTrail writes it. */
export const log: fc.Arbitrary<string> = fc
  .array(record, { minLength: 3, maxLength: 12, size: '+1' })
  .map((all) => `{"Records":[${[PLAIN_RECORD, ...all].join(',')}]}`);
