import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type CloudTrailRecord, isCloudTrailRecord, toEvent } from '../src/cloudtrail/event.ts';
import { deriveFinding, type Finding, NOTHING_KNOWN, openCountryDatabase } from '../src/finding/index.ts';
import type { Rule } from '../src/rule/rule.ts';

/**
 * How long deriving a finding takes, country database on, and what is known of whom: `bench/finding.ts [FILE.jsonl[.gz]]...`
 * with a record, or `{"record": …}`, on each line; without files the shapes of test/finding/cases. The last line is JSON.
 */
const COUNTRIES = fileURLToPath(
  import.meta.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'),
);
const CASES = ['identities', 'mfa', 'networks', 'changes'].map((name) =>
  fileURLToPath(new URL(`../test/finding/cases/${name}.json`, import.meta.url)),
);
const WARM_UP_ROUNDS = 5;
const ROUNDS = 20;

const rule: Rule = {
  id: 'bench/any-call',
  file: 'bench/any-call.yml',
  title: 'Any call',
  description: 'Every record.',
  severity: 'low',
  handler: 'api-call',
  enabled: true,
  pattern: {},
  readOnlyEvents: false,
  alert: {
    summary:
      '{identity.name} called {event.eventName} from {network.countryName|network.ip|network.kind}: {change|"no change"}',
    fields: { Resource: '{resources.0.name}', Error: '{result.errorCode}' },
  },
  runbook: ['Ask {identity.human|identity.name}.', '`aws iam list-access-keys --user-name {identity.name}`'],
  falsePositives: [],
  references: [],
  attack: [],
  cis: [],
  tests: [],
};

function readRecords(file: string): CloudTrailRecord[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  const values: unknown[] = file.endsWith('.json') ? JSON.parse(text) : text.split('\n').filter(Boolean).map(parseLine);
  return values.map((value) => Object(value).record ?? value).filter(isCloudTrailRecord);
}

function parseLine(line: string): unknown {
  return JSON.parse(line);
}

function count(findings: readonly Finding[], what: (finding: Finding) => string): string {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(what(finding), (counts.get(what(finding)) ?? 0) + 1);
  const sorted = [...counts].sort(([, left], [, right]) => right - left);
  return sorted.map(([name, times]) => `${name} ${times}`).join(', ');
}

const files = process.argv.slice(2);
const events = (files.length > 0 ? files : CASES).flatMap(readRecords).map(toEvent);
const context = {
  ...NOTHING_KNOWN,
  accounts: new Map([['123456789012', 'prod']]),
  trustedNetworks: [{ name: 'office', cidrs: ['203.0.113.0/24', '2001:db8::/32'] }],
  locate: openCountryDatabase(COUNTRIES),
};
const rssBefore = process.memoryUsage.rss();
const started = performance.now();
deriveFinding(rule, toEvent({ eventName: 'ListUsers', sourceIPAddress: '8.8.8.8' }), context);
const megabytes = (process.memoryUsage.rss() - rssBefore) / 1e6;
console.log(`first finding with a country: ${(performance.now() - started).toFixed(1)} ms, ${megabytes.toFixed(1)} MB`);

const micros: number[] = [];
for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
  for (const event of events) {
    const started = performance.now();
    deriveFinding(rule, { ...event }, context); // What is known of an event is remembered.
    if (round >= WARM_UP_ROUNDS) micros.push((performance.now() - started) * 1000);
  }
}
micros.sort((left, right) => left - right);
const at = (share: number): number => Number((micros[Math.floor(micros.length * share)] ?? 0).toFixed(1));

const findings = events.map((event) => deriveFinding(rule, event, context));
console.log(`records: ${events.length}`);
console.log(`named: ${findings.filter(({ identity }) => !/^(an unnamed|someone)/.test(identity.name)).length}`);
console.log(`human: ${findings.filter(({ identity }) => identity.human).length}`);
console.log(`MFA: ${count(findings, ({ mfa }) => mfa.verdict)}`);
console.log(`network: ${count(findings, ({ network }) => network.kind)}`);
console.log(`client: ${count(findings, ({ network }) => network.client?.kind ?? 'none')}`);
console.log(`with a change in words: ${findings.filter(({ change }) => change).length}`);
console.log(JSON.stringify({ medianMicros: at(0.5), p99Micros: at(0.99) }));
