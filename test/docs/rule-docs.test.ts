import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { attackLayer } from '../../src/docs/attack-layer.ts';
import { coveragePicture } from '../../src/docs/coverage-picture.ts';
import { ruleDocs } from '../../src/docs/index.ts';
import { rulesPage } from '../../src/docs/rules-page.ts';
import { loadRules } from '../../src/rule/load.ts';
import type { Rule } from '../../src/rule/rule.ts';

const STOPPED: Rule = {
  id: 'cloudtrail/stopped',
  file: 'rules/cloudtrail/stopped.yml',
  title: 'Logging stopped | deleted',
  description: '',
  severity: 'high',
  handler: 'api-call',
  enabled: true,
  pattern: {
    source: ['aws.cloudtrail'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: ['cloudtrail.amazonaws.com'], eventName: ['StopLogging', { prefix: 'DeleteT' }] },
  },
  readOnlyEvents: false,
  alert: { summary: '', fields: {} },
  runbook: [],
  falsePositives: [],
  references: [],
  attack: [{ version: 19, tactic: 'defense-impairment', technique: 'T1685.002' }],
  cis: [
    { version: '5.0.0', control: '4.5' },
    { version: '7.0.0', control: '5.5' },
  ],
  tests: [{ name: 'it matches', steps: [], expect: 'match', automation: false, accounts: [] }],
};
const HIDDEN: Rule = {
  ...STOPPED,
  id: 'cloudtrail/hidden',
  file: 'rules/cloudtrail/hidden.yml',
  severity: 'low',
  cis: [],
  attack: [
    ...STOPPED.attack,
    { version: 19, tactic: 'stealth', technique: 'T1070' },
    { version: 19, tactic: '<made>&"up"', technique: 'T1' },
  ],
  pattern: { ...STOPPED.pattern, detail: { eventSource: ['cloudtrail.amazonaws.com'], errorCode: [{ exists: true }] } },
};
const OFF: Rule = { ...STOPPED, id: 'iam/off', file: 'rules/iam/off.yml', enabled: false };

test('the documents under docs/ are those of the rules; npm run docs:rules renews them', async () => {
  const { rules, faults } = await loadRules('rules');
  expect(faults).toEqual([]);
  const stale: string[] = [];
  for (const [name, text] of Object.entries(ruleDocs(rules))) {
    if ((await readFile(join('docs', name), 'utf8')) !== text) stale.push(name);
  }
  expect(stale).toEqual([]);
});

describe('the page of the rules', () => {
  const page = rulesPage([STOPPED, HIDDEN, OFF]);

  test('has a line for each rule, with its file and a title that breaks no table', () => {
    expect(page).toContain(
      '| [stopped](../rules/cloudtrail/stopped.yml) | Logging stopped \\| deleted | 🔴 high | StopLogging, DeleteT* | T1685.002 | v5 4.5, v7 5.5 | management, write | 1 | yes |',
    );
  });

  test('says "any" of a rule that names no event, and "no" of one that is off', () => {
    expect(page).toMatch(/\[hidden\].*🟡 low \| any \|.*\| yes \|/);
    expect(page).toMatch(/\[off\].*\| no \|/);
  });

  test('counts by theme and severity', () => {
    expect(page).toContain('3 rules in 2 themes; 1 of them are off');
    expect(page).toContain('| [cloudtrail](#cloudtrail) |  | 1 |  | 1 |  | 2 |');
    expect(page).toContain('| **All** |  | 2 |  | 1 |  | 3 |');
  });

  test('lists the rules of a CIS control, and says where there are none', () => {
    expect(page).toContain(
      '| 4.5 | 5.5 | Changes to CloudTrail | [cloudtrail/stopped](../rules/cloudtrail/stopped.yml), [iam/off](../rules/iam/off.yml) (off) |',
    );
    expect(page).toContain('| 4.11 | 5.11 | Changes to network ACLs | none |');
  });
});

describe('the layer for ATT&CK Navigator', () => {
  test('scores a technique of a tactic by the rules for it that are on, and names them', () => {
    expect(attackLayer([STOPPED, HIDDEN, OFF])).toMatchObject({
      versions: { attack: '19', layer: '4.5' },
      domain: 'enterprise-attack',
      techniques: [
        { techniqueID: 'T1', score: 1 },
        { techniqueID: 'T1070', tactic: 'stealth', score: 1, comment: 'cloudtrail/hidden' },
        {
          techniqueID: 'T1685.002',
          tactic: 'defense-impairment',
          score: 2,
          comment: 'cloudtrail/stopped, cloudtrail/hidden',
        },
      ],
      gradient: { minValue: 1, maxValue: 2 },
    });
  });
});

describe('the picture of the coverage', () => {
  const picture = coveragePicture([STOPPED, HIDDEN, OFF]);

  test('stacks the rules of a tactic that are on, the gravest at the bottom', () => {
    expect(picture).toContain('<title>2 rules by ATT&amp;CK tactic and severity</title>');
    const [, high, low] =
      picture.match(/y="(\d+)\.0" width="46" height="210\.0".*y="(\d+)\.0" width="46" height="210/) ?? [];
    expect([high, low]).toEqual(['294', '84']);
  });

  test('shows a tactic that it does not know, escaped', () => {
    expect(picture).toContain('>&lt;made&gt;&amp;&quot;up&quot;</text>');
  });

  test('can be drawn of no rules', () => {
    expect(coveragePicture([])).not.toMatch(/NaN|Infinity/);
  });
});
