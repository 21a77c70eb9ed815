// Whether a caller can silence, soften or bury the rules: `npm run evade -- [--pairs 1000] [--seed 1] [--rules iam/]`. Takes each rule's own
// matching tests, changes what a caller chooses, alone and in pairs, and demands the alert. The last line is JSON.
import { parseArgs } from 'node:util';
import { countryLookup } from '../../src/cli/country.ts';
import { eventFolders, loadCommandSite } from '../../src/cli/site.ts';
import { seededRandom } from '../random.ts';
import { trialsOf } from './evasion.ts';
import { evadedList, excusedList, pairsTable, singlesTable, totals } from './print.ts';
import { pairRows, singleRows } from './rows.ts';

const { values } = parseArgs({
  options: {
    /** Pairs for each test; all if left out. */
    pairs: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
    /** Only rules whose ids begin so. */
    rules: { type: 'string', default: '' },
  },
});
const random = seededRandom(Number(values.seed));
const site = await loadCommandSite({ requireTests: true });
const options = { eventFolders: eventFolders({}), locate: countryLookup(), random };
const chosen = site.rules.filter(({ id }) => id.startsWith(values.rules));
const singles = [];
const pairs = [];
for (const rule of chosen) {
  for (const trial of await trialsOf(rule, site, options)) {
    const rows = await singleRows(trial);
    singles.push(...rows);
    pairs.push(...(await pairRows(trial, rows, { random, most: Number(values.pairs) })));
  }
}
console.log(singlesTable(singles));
console.log(pairsTable(pairs));
console.log(`May fall silent:\n${excusedList(singles)}\n`);
console.log('Evaded:');
console.log(evadedList([...singles, ...pairs]) || 'none');
const result = totals(chosen.length, singles, pairs);
console.log(JSON.stringify(result));
process.exitCode = result.evadedRules > 0 ? 1 : 0;
