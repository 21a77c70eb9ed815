import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CloudTrailEvent } from '../../src/cloudtrail/event.ts';
import { unwrapEvent } from '../../src/cloudtrail/unwrap.ts';
import { compileParsedSet } from '../../src/pattern/index.ts';
import { compileNativeGlance } from '../../src/replay/native-glance.ts';
import { NativeReader } from '../../src/replay/native-reader.ts';
import { searchFor } from '../../src/replay/search.ts';
import { loadSite } from '../../src/site.ts';

const samples: readonly Readonly<Record<string, unknown>>[] = readdirSync('events', {
  recursive: true,
  encoding: 'utf8',
})
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join('events', name), 'utf8')).detail);
const { rules, settings } = await loadSite({
  rules: 'rules',
  settings: 'trailbell.yml',
  eventFolders: ['events'],
  requireTests: false,
});
const { patterns } = searchFor([{ rules: rules.map((rule) => ({ ...rule, enabled: true })), settings }]);
const match = compileParsedSet(patterns);
const glance = compileNativeGlance(Object.values(patterns));

/** A sample, or one with fields of another: what a rule waits for, and what it nearly waits for. */
const record = fc
  .tuple(fc.constantFrom(...samples), fc.constantFrom(...samples), fc.nat(), fc.nat(5))
  .map(([sample, other, which, change]) => {
    const { eventVersion = '1.11', ...fields } = sample;
    const names = Object.keys(other);
    const name = names[which % names.length] ?? '';
    switch (change) {
      case 0:
        return { eventVersion, ...fields };
      case 1:
        return { eventVersion, ...fields, [name]: other[name] };
      case 2:
        return { eventVersion, ...Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name)) };
      case 3:
        return { eventVersion, ...fields, eventSource: other.eventSource };
      case 4:
        return { eventVersion, ...fields, eventName: `${fields.eventName}s` };
      default:
        return { eventVersion, ...other, eventSource: fields.eventSource, eventName: fields.eventName };
    }
  });

test('what the rules of this repository match in a log is what parsing everything finds', () => {
  let hits = 0;
  let skips = 0;
  const runs = Number(process.env.RUNS ?? 200);
  fc.assert(
    fc.property(fc.array(record, { minLength: 3, maxLength: 30, size: '+1' }), (records) => {
      const log = Buffer.from(JSON.stringify({ Records: records }));
      const found: CloudTrailEvent[] = [];
      let skipped = 0;
      const reader = new NativeReader(glance, {
        onEvent: (event) => match(event).length > 0 && found.push(event),
        onSkip: () => {
          skipped += 1;
        },
      });
      reader.push(log);
      reader.end();
      const expected = JSON.parse(log.toString())
        .Records.flatMap((each: unknown) => unwrapEvent(each) ?? [])
        .filter((event: unknown) => match(event).length > 0);
      expect(found).toEqual(expected);
      hits += found.length;
      skips += skipped;
    }),
    { numRuns: runs },
  );
  expect(hits).toBeGreaterThan(runs / 2);
  expect(skips).toBeGreaterThan(runs / 2);
});
