import { TACTICS } from '../../rule/tactics.ts';
import type { PackedAlert, ReportData } from '../report-data.ts';
import { count, element } from './dom.ts';

export interface MatrixOptions {
  readonly rules: ReportData['rules'];
  readonly chosen: string | undefined;
  readonly onChoose: (value: string) => void;
}

/**
 * One column per tactic, one button per technique that fired, with the rule that fired most for it.
 * @param counts alerts by `tactic/technique`
 */
export function attackMatrix(
  counts: ReadonlyMap<string, readonly PackedAlert[]>,
  { rules, chosen, onChoose }: MatrixOptions,
): HTMLElement[] {
  const most = Math.max(1, ...[...counts.values()].map(({ length }) => length));
  const byTactic = Map.groupBy(counts, ([value]) => value.slice(0, value.indexOf('/')));
  const place = (tactic: string): number => (TACTICS.indexOf(tactic) + TACTICS.length + 1) % (TACTICS.length + 1);
  const tactics = [...byTactic].sort(([a], [b]) => place(a) - place(b));
  if (tactics.length === 0) return [element('p', { className: 'quiet', textContent: 'None.' })];
  return tactics.map(([tactic, cells]) =>
    element(
      'section',
      { className: 'tactic' },
      element('h3', { textContent: words(tactic) }),
      ...cells
        .toSorted(([, a], [, b]) => b.length - a.length)
        .map(([value, alerts]) => {
          const technique = value.slice(tactic.length + 1);
          const titles = titlesOf(alerts, rules);
          const others = titles.length > 1 ? ` and ${count(titles.length - 1, 'more rule')}` : '';
          const cell = element(
            'button',
            {
              type: 'button',
              className: 'technique',
              key: `technique/${value}`,
              ariaPressed: String(value === chosen),
              title: titles.join('\n'),
              onclick: () => onChoose(value),
            },
            element('b', { textContent: technique }),
            element('span', { className: 'quiet', textContent: count(alerts.length, 'alert') }),
            element('span', { className: 'titles', textContent: `${titles[0] ?? ''}${others}` }),
          );
          // By the logarithm, or one noisy rule would leave all others pale.
          cell.style.setProperty('--heat', String(Math.round((100 * Math.log1p(alerts.length)) / Math.log1p(most))));
          return cell;
        }),
    ),
  );
}

function titlesOf(alerts: readonly PackedAlert[], rules: ReportData['rules']): string[] {
  const counts = new Map<number, number>();
  for (const { rule } of alerts) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([rule]) => rules[rule]?.title ?? '');
}

/** `privilege-escalation` as `Privilege escalation`. */
function words(tactic: string): string {
  return tactic.charAt(0).toUpperCase() + tactic.slice(1).replaceAll('-', ' ');
}
