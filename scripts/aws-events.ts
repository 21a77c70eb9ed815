/**
 * Writes src/lint/data/aws-events.json: every operation of AWS's API models under the event sources that CloudTrail records it
 * with. `aws-sdk` v2 has the retired services and the old names (its models end in 2024), `@distilled.cloud/aws` today's.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface SdkModel {
  readonly metadata: { readonly endpointPrefix: string; readonly signingName?: string; readonly serviceId?: string };
  readonly operations: Readonly<Record<string, unknown>>;
}

interface Service {
  /** The name requests are signed for, in most cases the first label of `eventSource`. */
  readonly signingName: string;
  /** The service id of the model, such as `Marketplace Agreement`. */
  readonly id: string;
  readonly operations: readonly string[];
}

/** First labels of `eventSource` where it is not the signing name alone: from AWS's guides and from records. */
const LABELS: Readonly<Record<string, readonly string[]>> = {
  'application-autoscaling': ['application-autoscaling', 'autoscaling'],
  'autoscaling-plans': ['autoscaling-plans', 'autoscaling'],
  awsssoportal: ['sso'],
  'execute-api': ['execute-api', 'connect'],
  'iot-jobs-data': ['iot-jobs-data', 'iot'],
  iotdata: ['iotdata', 'iot'],
  ioteventsdata: ['ioteventsdata', 'iotevents'],
  memorydb: ['memorydb', 'memory-db'],
  mgh: ['mgh', 'migrationhub-config'],
  mq: ['mq', 'amazonmq'],
  'rds-data': ['rds-data', 'rdsdata'],
  s3: ['s3', 's3express', 's3-outposts', 's3-object-lambda'],
  servicecatalog: ['servicecatalog', 'servicecatalog-appregistry'],
  'sso-oauth': ['sso-oauth', 'sso'],
};

const PACKAGES = { sdk: 'aws-sdk@2', models: '@distilled.cloud/aws' };
const OUTPUT = 'src/lint/data/aws-events.json';

const folder = mkdtempSync(join(tmpdir(), 'aws-events-'));
try {
  const sdk = download(PACKAGES.sdk);
  const models = download(PACKAGES.models);
  const names = namesByLabel([
    ...sdkServices(join(sdk.path, 'apis')),
    ...modelServices(join(models.path, 'src/services')),
  ]);
  const lines = [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, operations]) => `    ${JSON.stringify(label)}: ${JSON.stringify(byVerb(operations))}`);
  const date = new Date().toISOString().slice(0, 10);
  const json = `{
  "date": "${date}",
  "from": ["${sdk.version}", "${models.version}"],
  "services": {
${lines.join(',\n')}
  }
}
`;
  writeFileSync(OUTPUT, json);
  console.log(`${OUTPUT}: ${names.size} event sources, ${Math.round(json.length / 1000)} kB`);
} finally {
  rmSync(folder, { recursive: true });
}

/** A package of the npm registry, unpacked; nothing of it is installed or run. */
function download(name: string): { path: string; version: string } {
  const packs: readonly { filename: string; id: string }[] = JSON.parse(
    execFileSync('npm', ['pack', name, '--json', '--pack-destination', folder], { encoding: 'utf8' }),
  );
  const [packed] = packs;
  if (!packed) throw new Error(`npm has no package ${name}`);
  const path = join(folder, packed.filename.replace(/\W/g, '-'));
  mkdirSync(path);
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', path, '--strip-components=1']);
  return { path, version: packed.id };
}

function sdkServices(apis: string): Service[] {
  return readdirSync(apis)
    .filter((file) => file.endsWith('.min.json'))
    .map((file) => {
      const { metadata, operations }: SdkModel = JSON.parse(readFileSync(join(apis, file), 'utf8'));
      return {
        signingName: metadata.signingName ?? metadata.endpointPrefix,
        id: metadata.serviceId ?? '',
        operations: Object.keys(operations),
      };
    });
}

/** The models are generated TypeScript; the three facts wanted stand in it as literals. */
function modelServices(services: string): Service[] {
  return readdirSync(services).flatMap((file) => {
    const text = readFileSync(join(services, file), 'utf8');
    const id = /sdkId: "([^"]+)"/.exec(text)?.[1];
    const signingName = /AwsAuthSigv4\(\{\s*name: "([^"]+)"/.exec(text)?.[1];
    const operations = [...text.matchAll(/operationName: "(\w+)"/g)].flatMap(([, name]) => name ?? []);
    return id && signingName ? [{ id, signingName, operations }] : [];
  });
}

function namesByLabel(services: readonly Service[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const service of services) {
    for (const label of labelsOf(service)) {
      const known = names.get(label) ?? new Set();
      names.set(label, new Set([...known, ...service.operations]));
    }
  }
  return names;
}

/** The Marketplace's services share a signing name, but not an event source: `agreement-marketplace`, ... */
function labelsOf({ signingName, id }: Service): readonly string[] {
  if (signingName === 'aws-marketplace') return [signingName, `${id.split(' ')[1]?.toLowerCase()}-marketplace`];
  return LABELS[signingName] ?? [signingName.toLowerCase()];
}

/** `CreateUser`, `CreateRole`, `DeleteUser` as `{ "Create": "Role User", "Delete": "User" }`: a third shorter. */
function byVerb(operations: ReadonlySet<string>): Record<string, string> {
  const verbs = new Map<string, string[]>();
  for (const name of [...operations].sort()) {
    const verb = /^[A-Z]?[^A-Z]*/.exec(name)?.[0] ?? '';
    verbs.set(verb, [...(verbs.get(verb) ?? []), name.slice(verb.length)]);
  }
  return Object.fromEntries([...verbs].map(([verb, rests]) => [verb, rests.join(' ')]));
}
