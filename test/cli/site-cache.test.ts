import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loadSite } from '../../src/site.ts';
import { RULE } from './replay-logs.ts';

const SOURCES = [
  'cloudtrail',
  'pattern',
  'rule',
  'settings',
  'template',
  'site.ts',
  'cli/site.ts',
  'cli/site-cache.ts',
];
const LOAD = `
  const { loadCachedSite } = await import(process.argv[1]);
  console.log(JSON.stringify(await loadCachedSite(JSON.parse(process.argv[2]))));`;

/** A Trailbell with one rule. */
let home: string;
const inHome = (name: string): string => join(home, name);
const write = (name: string, text: string): void => {
  mkdirSync(dirname(inHome(name)), { recursive: true });
  writeFileSync(inHome(name), text);
};
const CACHE = 'node_modules/.cache/trailbell/site.json';

/** The site as another process loads it. */
const load = async (options: object = {}): Promise<Record<string, unknown>> => {
  const args = ['--input-type=module', '-e', LOAD, inHome('src/cli/site-cache.ts'), JSON.stringify(options)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: home });
  return JSON.parse(stdout);
};

/** Marks the site in the cache, so that it is known again. */
const mark = (): void => {
  const cached = JSON.parse(readFileSync(inHome(CACHE), 'utf8'));
  write(CACHE, JSON.stringify({ ...cached, site: { ...cached.site, marked: true } }));
};

const writeFiles = (): void => {
  for (const name of ['node_modules/.cache', 'rules', 'others', 'events', 'trailbell.yml']) {
    rmSync(inHome(name), { recursive: true, force: true });
  }
  write('rules/one.yml', RULE);
  write('others/one.yml', RULE);
  write('events/a/One.json', '{}');
  write('trailbell.yml', 'suppressions: []\n');
  utimesSync(inHome('src/rule/load.ts'), new Date('2026-03-14'), new Date('2026-03-14'));
};
let first: Record<string, unknown>;
let marked: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'trailbell-'));
  for (const source of SOURCES) cpSync(join('src', source), join(home, 'src', source), { recursive: true });
  write('package.json', '{"type":"module"}');
  mkdirSync(inHome('node_modules'));
  for (const name of readdirSync('node_modules').filter((each) => !each.startsWith('.'))) {
    symlinkSync(resolve('node_modules', name), join(home, 'node_modules', name));
  }
  writeFiles();
  first = await load();
  mark();
  marked = readFileSync(inHome(CACHE), 'utf8');
});
beforeEach(() => {
  writeFiles();
  write(CACHE, marked);
});
afterAll(() => rmSync(home, { recursive: true }));

describe('the site that a replay keeps', () => {
  test('is taken where nothing has changed', async () => {
    expect(await load()).toEqual({ ...first, marked: true });
  });

  test.each<[string, () => void]>([
    ['the text of a rule', () => write('rules/one.yml', RULE.replace('high', 'low'))],
    ['a further rule', () => write('rules/deep/two.yaml', RULE)],
    [
      'the name of a rule',
      () => {
        rmSync(inHome('rules/one.yml'));
        write('rules/two.yml', RULE);
      },
    ],
    ['the settings', () => write('trailbell.yml', 'rules: { one: { severity: low } }\n')],
    ['the settings, which are gone', () => rmSync(inHome('trailbell.yml'))],
    ['a further sample', () => write('events/a/Two.json', '{}')],
    ['a sample that is gone', () => rmSync(inHome('events/a/One.json'))],
    ['the code', () => utimesSync(inHome('src/rule/load.ts'), new Date(), new Date('2026-03-15'))],
  ])('is loaded anew after a change of %s', async (_, change) => {
    change();
    expect(await load()).not.toHaveProperty('marked');
  });

  test('is loaded anew for other rules, and for the same under the name of another folder', async () => {
    expect(await load({ rules: 'others' })).toMatchObject({ rules: [{ file: 'others/one.yml' }] });
    mark();
    expect(await load({ rules: 'rules' })).not.toHaveProperty('marked');
  });

  test('is not taken of what has become invalid', async () => {
    write('rules/one.yml', RULE.replace('high', 'urgent'));
    await expect(load()).rejects.toThrow('FaultError');
  });

  test.each(['', 'no JSON', 'null', '[]', '"x"', '{"key":null,"site":{"marked":true}}', '{"site":{"marked":true}}'])(
    'is loaded where its file holds %j',
    async (text) => {
      write(CACHE, text);
      expect(await load()).toEqual(first);
      mark();
      expect(readFileSync(inHome(CACHE), 'utf8')).toBe(marked);
    },
  );

  test('is loaded where its folder cannot be made, or its file is a folder', async () => {
    rmSync(inHome('node_modules/.cache'), { recursive: true });
    write('node_modules/.cache', 'a file');
    expect(await load()).toEqual(first);
    rmSync(inHome('node_modules/.cache'));
    mkdirSync(inHome(CACHE), { recursive: true });
    expect(await load()).toEqual(first);
    expect(readdirSync(dirname(inHome(CACHE)))).toEqual(['site.json']);
  });

  test('is kept beside those of other folders, of which the last few stay', async () => {
    mark();
    for (let folder = 0; folder < 6; folder++) {
      write(`others-${folder}/one.yml`, RULE);
      await load({ rules: `others-${folder}` });
    }
    expect(readdirSync(dirname(inHome(CACHE)))).toHaveLength(5);
    await load();
    expect(await load({ rules: 'others-5' })).toEqual(await load({ rules: 'others-5' }));
    expect(await load()).not.toHaveProperty('marked');
  });

  test('of one folder is not forgotten for another', async () => {
    mark();
    await load({ rules: 'others' });
    expect(await load()).toHaveProperty('marked');
  });

  test('is whole where several processes load it at once', async () => {
    rmSync(inHome(CACHE));
    expect(await Promise.all(Array.from({ length: 4 }, () => load()))).toEqual(Array(4).fill(first));
    mark();
    expect(readFileSync(inHome(CACHE), 'utf8')).toBe(marked);
    expect(readdirSync(dirname(inHome(CACHE)))).toEqual(['site.json']);
  });
});

test('a site is the same after a way through JSON, all rules of this repository included', async () => {
  const site = await loadSite({ rules: 'rules', settings: 'trailbell.yml', eventFolders: ['events'] });
  expect(site.rules.length).toBeGreaterThan(100);
  expect(JSON.parse(JSON.stringify(site))).toStrictEqual(site);
});

test('what makes a site of files is known to the cache, to the last import', () => {
  const cache = readFileSync('src/cli/site-cache.ts', 'utf8');
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)(?! type)[^;]*?from '(\.[^']+)'/gm,
    )) {
      visit(join(dirname(file), path));
    }
  };
  visit('src/site.ts');
  const folders = [...seen].filter((file) => existsSync(file) && dirname(file) !== 'src').map((file) => dirname(file));
  expect(folders.length).toBeGreaterThan(10);
  expect([...new Set(folders)].filter((folder) => !cache.includes(`'${folder}'`))).toEqual([]);
});
