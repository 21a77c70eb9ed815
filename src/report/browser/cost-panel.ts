import type { CostPart, ReportCost } from '../report-data.ts';
import { byId, count, element } from './dom.ts';

const GROUPS: Readonly<Record<CostPart['group'], string>> = {
  rest: 'at rest',
  trail: 'trail',
  delivery: 'delivery',
  alerts: 'alerts',
};
/** Less is not worth a row. */
const LEAST_DOLLARS = 0.01;

/** Shows what a month costs: the shares of its groups in one bar, and a bar for each item that is a cent at least. */
export function showCost({ region, date, sentence, parts }: ReportCost): void {
  byId('costs').hidden = false;
  byId('cost-total').textContent = sentence;
  byId('cost-share').replaceChildren(...shares(parts));
  const shown = parts
    .filter(({ dollars }) => dollars === null || dollars >= LEAST_DOLLARS)
    .toSorted((a, b) => (b.dollars ?? 0) - (a.dollars ?? 0));
  const most = Math.max(LEAST_DOLLARS, ...shown.map(({ dollars }) => dollars ?? 0));
  byId('cost-parts').replaceChildren(...shown.map((part) => row(part, most)));
  const small = parts.length - shown.length;
  const rest = small > 0 ? ` ${count(small, 'item')} of less than a cent ${small === 1 ? 'is' : 'are'} left out.` : '';
  const doubt = shown.some(({ unverified }) => unverified)
    ? ' With a question mark: prices that are not verified.'
    : '';
  byId('cost-basis').textContent =
    `At the list prices of ${region} of ${date}, without tax, as if all months were like these logs.${doubt}${rest} What it rests on, what is not in it, and the costs of other shapes: trailbell cost.`;
}

function shares(parts: readonly CostPart[]): HTMLElement[] {
  return (Object.keys(GROUPS) as CostPart['group'][]).flatMap((group) => {
    const dollars = parts.reduce((sum, part) => sum + (part.group === group ? (part.dollars ?? 0) : 0), 0);
    if (dollars === 0) return [];
    const share = element('i', { className: group, title: `${GROUPS[group]}: ${money(dollars)}` });
    share.style.flexGrow = String(dollars);
    return [share];
  });
}

function row({ group, item, dollars, unverified }: CostPart, most: number): HTMLElement {
  const fill = element('span', { className: `fill ${group}` });
  fill.style.width = `${(100 * (dollars ?? 0)) / most}%`;
  return element(
    'li',
    { className: 'bar' },
    element('span', { className: `of ${group}`, textContent: GROUPS[group] }),
    element('span', { className: 'label' }, fill, element('span', { className: 'text', textContent: item })),
    element('span', {
      className: 'number',
      textContent: `${dollars === null ? 'unknown' : money(dollars)}${unverified ? ' ?' : ''}`,
    }),
  );
}

function money(dollars: number): string {
  return dollars.toLocaleString('en', { style: 'currency', currency: 'USD' });
}
