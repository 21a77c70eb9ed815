import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { ruleJsonSchema } from '../../src/rule/rule-file.ts';

test('rules/schema.json, which editors use, is what `trailbell schema` prints', async () => {
  const written: unknown = JSON.parse(await readFile(new URL('../../rules/schema.json', import.meta.url), 'utf8'));
  expect(written).toEqual(ruleJsonSchema());
});
