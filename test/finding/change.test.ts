import { describe, expect, test } from '@jest/globals';
import type { CloudTrailRecord } from '../../src/cloudtrail/event.ts';
import { describeChange } from '../../src/finding/change.ts';
import { CHANGES } from '../../src/finding/changes.ts';
import { deriveResult } from '../../src/finding/outcome.ts';
import { readCases } from './cases.ts';

interface Row {
  readonly name: string;
  readonly record: CloudTrailRecord;
  readonly change: string | null;
}

describe('describeChange', () => {
  test.each(readCases<Row>('changes'))('$name', ({ record, change }) => {
    expect(describeChange(record, deriveResult(record)) ?? null).toBe(change);
  });

  test('has a sentence for each call of its table, with whatever parameters', () => {
    const calls = Object.keys(CHANGES);
    expect(calls.length).toBeGreaterThan(60);
    for (const call of calls) {
      const [service, eventName] = call.split(':');
      const record = { eventSource: `${service}.amazonaws.com`, eventName, requestParameters: { other: 1 } };
      expect(describeChange(record, { outcome: 'success' })).toMatch(/^\S.*\S$/);
    }
  });

  test('bounds a change that names a thousand things', () => {
    const items = Array.from({ length: 1000 }, (_, index) => ({ instanceId: `i-${index}` }));
    const record = {
      eventSource: 'ec2.amazonaws.com',
      eventName: 'StopInstances',
      requestParameters: { instancesSet: { items } },
    };
    expect(describeChange(record, { outcome: 'success' })).toBe(
      'instances i-0, i-1, i-2, i-3, i-4 and 995 more stopped',
    );
  });
});
