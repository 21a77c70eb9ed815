import { stepParts } from '../../notify/step.ts';
import type { PackedAlert } from '../report-data.ts';
import type { ShownAlert } from '../unpack.ts';
import { element } from './dom.ts';

/** An alert as Slack shows it. */
export function alertCard({ time, severity, joined }: PackedAlert, shown: ShownAlert): HTMLElement {
  const card = element(
    'article',
    { className: `card ${severity}` },
    element(
      'header',
      {},
      // Not the icon that Slack shows: not every machine has a font for it.
      element('h3', {}, element('span', { className: 'dot' }), shown.headline),
      element('span', { className: 'quiet', textContent: shown.place }),
    ),
    joined
      ? element('p', { className: 'quiet', textContent: '↳ Rings nobody: it joins the message of an earlier alert.' })
      : undefined,
    element('p', { className: 'summary', textContent: shown.summary }),
    element(
      'dl',
      {},
      ...shown.facts.flatMap(({ label, value }) => [
        element('dt', { textContent: label }),
        element('dd', { textContent: value ?? timeText(time) }),
      ]),
    ),
    shown.steps.length > 0
      ? element(
          'details',
          {},
          element('summary', { textContent: 'What to do' }),
          element('ol', {}, ...shown.steps.map((step) => element('li', {}, ...withCommands(step)))),
        )
      : undefined,
    element(
      'footer',
      { className: 'quiet' },
      ...shown.links
        .filter(({ url }) => url.startsWith('https://'))
        .map(({ label, url }) =>
          element('a', { href: url, target: '_blank', rel: 'noopener noreferrer', textContent: label }),
        ),
      element('span', { textContent: shown.origin }),
    ),
  );
  return card;
}

/** In UTC, and in the reader's own time zone where that is another. */
export function timeText(seconds: number): string {
  const at = new Date(seconds * 1000);
  const utc = `${at.toISOString().slice(0, 10)} ${at.toISOString().slice(11, 19)} UTC`;
  return at.getTimezoneOffset() === 0 ? utc : `${utc} (${at.toLocaleString()} here)`;
}

function withCommands(step: string): Node[] {
  return stepParts(step).map(({ text, isCommand }) =>
    isCommand ? element('code', { textContent: text }) : document.createTextNode(text),
  );
}
