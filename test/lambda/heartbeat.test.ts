import { describe, expect, test } from '@jest/globals';
import { createHeartbeat, isHeartbeat } from '../../src/lambda/heartbeat.ts';
import { DeliveryError, type Destination } from '../../src/notify/index.ts';
import { memoryStore } from '../../src/state/memory.ts';
import { StateError, type Store } from '../../src/state/store.ts';

const now = () => Date.parse('2026-03-14T09:00:00Z');
const CANNOT_BE_ASKED: Destination = { name: 'topic', send: () => Promise.reject(new Error('must not be told')) };

/** A heartbeat in these surroundings, and the keys that it wrote. */
function heartbeat(destinations: Record<string, Destination>, store: Store = memoryStore(now)) {
  const written: string[] = [];
  const spy: Store = {
    read: store.read,
    write: (key, ...rest) => {
      written.push(key);
      return store.write(key, ...rest);
    },
  };
  const state = { store: spy, now };
  return {
    beat: createHeartbeat({ kind: 'sign-in', state, destinations: new Map(Object.entries(destinations)) }),
    written,
  };
}

describe('a heartbeat', () => {
  test('reads and writes state each time, and passes where a destination cannot be asked', async () => {
    const { beat, written } = heartbeat({ topic: CANNOT_BE_ASKED });
    await beat();
    await beat();
    expect(written).toHaveLength(2);
    expect(new Set(written).size).toBe(1);
  });

  test('fails where a destination would refuse a message', async () => {
    const refusal = new DeliveryError('security', 'misconfigured', 'Slack answers invalid_auth');
    const { beat } = heartbeat({ security: { ...CANNOT_BE_ASKED, check: () => Promise.reject(refusal) } });
    await expect(beat()).rejects.toBe(refusal);
  });

  test('fails where there is no state', async () => {
    const away = new StateError('unavailable', 'table trailbell: throttled');
    const { beat } = heartbeat({}, { read: () => Promise.reject(away), write: () => Promise.reject(away) });
    await expect(beat()).rejects.toBe(away);
  });
});

test.each([
  ['{"heartbeat":true}', true],
  [' { "heartbeat": true }\n', true],
  ['{"heartbeat":false}', false],
  ['{"rule":"a/b","event":{"heartbeat":true}}', false],
  ['', false],
])('%s is a heartbeat: %s', (body, expected) => {
  expect(isHeartbeat(body)).toBe(expected);
});
