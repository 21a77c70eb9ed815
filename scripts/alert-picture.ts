/** Draws the picture of the README, `docs/alert.svg`, from what the terminal shows of a sample event. */
import { readFile, writeFile } from 'node:fs/promises';
import stringWidth from 'string-width';
import { countryLookup } from '../src/cli/country.ts';
import { loadCommandSite } from '../src/cli/site.ts';
import { parseEvent } from '../src/cloudtrail/event.ts';
import { escapeXml } from '../src/docs/xml.ts';
import { describeAlert, toTerminalMessage } from '../src/notify/index.ts';
import { createPipeline } from '../src/pipeline.ts';

const RULE = 'sign-in/console-without-mfa';
const SAMPLE = 'events/signin/ConsoleLogin.json';
const COLUMNS = 100;
const CELL = { width: 8.4, height: 19 };
const ESCAPE = String.fromCharCode(27);
const CODE = new RegExp(`(${ESCAPE}\\[\\d+m)`);
const STYLES: Readonly<Record<string, string>> = {
  1: 'font-weight="bold"',
  2: 'opacity="0.6"',
  31: 'fill="#ff6b6b"',
  33: 'fill="#f2b134"',
};

const event = parseEvent(JSON.parse(await readFile(SAMPLE, 'utf8')));
if (!event) throw new Error(`${SAMPLE} is no event`);
const pipeline = createPipeline(await loadCommandSite({}), { locate: countryLookup(), deliver: async () => {} });
const outcome = await pipeline(RULE, event);
if (!outcome) throw new Error(`${RULE} does not match ${SAMPLE}`);
const lines = toTerminalMessage(describeAlert(outcome.finding), { columns: COLUMNS, colour: true }).split('\n');
await writeFile('docs/alert.svg', toSvg(lines));

function toSvg(rows: readonly string[]): string {
  const width = COLUMNS * CELL.width + 32;
  const height = rows.length * CELL.height + 32;
  const texts = rows.map((row, index) => rowSvg(row, 16 + (index + 0.75) * CELL.height));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6e6e6" xml:space="preserve">
<rect width="100%" height="100%" rx="8" fill="#1b1d23"/>
${texts.join('\n')}
</svg>
`;
}

/** Each run of one style is placed by its column, so that a wide icon moves nothing behind it. */
function rowSvg(row: string, y: number): string {
  const active = new Set<string>();
  let column = 0;
  return row
    .split(CODE)
    .flatMap((part) => {
      const code = CODE.test(part) ? part.slice(2, -1) : undefined;
      if (code === undefined) {
        const text = part.trimStart();
        const indent = stringWidth(part) - stringWidth(text);
        const run = stringWidth(text);
        const x = (16 + (column + indent) * CELL.width).toFixed(1);
        column += indent + run;
        if (text === '') return [];
        const style = [...active].map((each) => STYLES[each] ?? '').join(' ');
        return [
          `<text x="${x}" y="${y.toFixed(1)}" textLength="${(run * CELL.width).toFixed(1)}" ${style}>${escapeXml(text)}</text>`,
        ];
      }
      if (code === '22') for (const weight of ['1', '2']) active.delete(weight);
      else if (code === '39') for (const colour of ['31', '33']) active.delete(colour);
      else active.add(code);
      return [];
    })
    .join('');
}
