/** Writes docs/rules.md, docs/attack-layer.json and docs/attack-coverage.svg from the files under rules/. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ruleDocs } from '../src/docs/index.ts';
import { FaultError } from '../src/rule/fault.ts';
import { loadRules } from '../src/rule/load.ts';

const { rules, faults } = await loadRules('rules');
if (faults.length > 0) throw new FaultError(faults);
for (const [name, text] of Object.entries(ruleDocs(rules))) await writeFile(join('docs', name), text);
