import { type Alert, SEVERITY_ICONS } from './alert.ts';

/** The alert as plain text, for mail and SMS through SNS. */
export function toTextMessage(alert: Alert): string {
  const width = Math.max(...alert.facts.map(({ label }) => label.length));
  return [
    `${SEVERITY_ICONS[alert.severity]} ${alert.headline}`,
    alert.summary,
    '',
    ...alert.facts.map(({ label, value }) => `${label.padEnd(width)}  ${value}`),
    `${'Where'.padEnd(width)}  ${alert.place}`,
    ...(alert.steps.length > 0 ? ['', 'What to do'] : []),
    ...alert.steps.map((step, index) => `${index + 1}. ${step}`),
    '',
    ...alert.links.map(({ label, url }) => `${label}: ${url}`),
    alert.origin,
  ].join('\n');
}

/** The first line, for the subject of a mail. SNS takes ASCII, one line, fewer than 100 characters, beginning with a letter. */
export function toSubject(alert: Alert): string {
  const ascii = `${alert.headline} - ${alert.place}`
    .replaceAll('·', '-')
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  return ascii.length > 99 ? `${ascii.slice(0, 96)}...` : ascii;
}
