import { describe, expect, test } from '@jest/globals';
import { renderReport } from '../../src/report/index.ts';
import { embeddedJson } from '../../src/report/render.ts';
import { ReportBuilder } from '../../src/report/report-builder.ts';
import { bucketsIn, bucketsOf, createViewer, histogram, toggled } from '../../src/report/selection.ts';
import { unpackAlert } from '../../src/report/unpack.ts';
import { ABOUT, outcome, reportOf } from './findings.ts';

const totals = { events: 9, files: 1, first: '2026-03-14T00:00:00Z', last: '2026-03-15T00:00:00Z' };

describe('ReportBuilder', () => {
  test('keeps what Slack shows of an alert, and gives it back whole', () => {
    const data = reportOf([{ eventId: 'id-1' }]);
    const [alert] = data.alerts;
    expect(alert && unpackAlert(data, alert)).toEqual({
      headline: 'High · Trail stopped',
      place: 'prod (123456789012) · us-east-1',
      summary: 'alice stopped trail main',
      facts: [
        { label: 'Who', value: 'alice, IAM user' },
        { label: 'MFA', value: 'unknown: the key has no session' },
        { label: 'From', value: '203.0.113.7, Romania' },
        { label: 'Result', value: 'success' },
        { label: 'When' },
      ],
      steps: ['Ask `alice`.'],
      origin: 'trail/stopped · ATT&CK T1685.002 · event id-1',
      links: [{ label: 'Event in CloudTrail', url: 'https://console.example.com/event/id-1' }],
    });
  });

  test('stores a text that many alerts share once', () => {
    const one = reportOf([{ eventId: 'id-1' }]);
    const many = reportOf(Array.from({ length: 100 }, (_, index) => ({ eventId: `id-${index}` })));
    expect(many.texts).toEqual(one.texts);
    expect(many.alerts).toHaveLength(100);
  });

  test('puts alerts in order of time, as a sequence may ring for an earlier event', () => {
    const { alerts } = reportOf(['2026-03-14T09:00:00Z', '2026-03-14T08:00:00Z'].map((time) => ({ time })));
    expect(alerts.map(({ time }) => new Date(time * 1000).getUTCHours())).toEqual([8, 9]);
  });

  test('counts what was held or suppressed, and lists it not among the alerts', () => {
    const builder = new ReportBuilder();
    for (const delivery of ['message', 'thread', 'held', 'held', 'suppressed'] as const) {
      builder.add(outcome({}, delivery));
    }
    const { alerts, held, suppressed } = builder.data(totals, ABOUT);
    expect(alerts.map(({ joined }) => joined)).toEqual([false, true]);
    expect({ held, suppressed }).toEqual({ held: 2, suppressed: 1 });
  });
});

describe('createViewer', () => {
  const data = reportOf([
    { actor: 'alice', country: 'Romania', time: '2026-03-14T01:00:00Z' },
    { actor: 'alice', country: 'Japan', time: '2026-03-14T02:00:00Z' },
    { actor: 'bob', country: 'Japan', time: '2026-03-14T03:00:00Z' },
  ]);
  const view = createViewer(data);
  const sizes = (counts: ReadonlyMap<string, readonly unknown[]>) =>
    Object.fromEntries([...counts].map(([value, alerts]) => [value, alerts.length]));

  test('shows the alerts that all filters leave', () => {
    const { shown } = view({ values: { actor: 'alice', country: 'Japan' } });
    expect(shown).toEqual([data.alerts[1]]);
  });

  test('counts a dimension by all filters but its own, so that another value can be chosen', () => {
    const { counts } = view({ values: { country: 'Japan' } });
    expect(sizes(counts.country)).toEqual({ Romania: 1, Japan: 2 });
    expect(sizes(counts.actor)).toEqual({ alice: 1, bob: 1 });
  });

  test('takes the start of a span, and not its end', () => {
    const seconds = (clock: string) => Date.parse(`2026-03-14T${clock}Z`) / 1000;
    const { shown, anyTime } = view({ values: {}, time: { from: seconds('01:00:00'), to: seconds('02:00:00') } });
    expect(shown).toEqual([data.alerts[0]]);
    expect(anyTime).toHaveLength(3);
  });

  test('finds the alerts of rules that stand for a technique', () => {
    const { shown } = view({ values: { technique: 'defense-impairment/T1685.002' } });
    expect(shown).toHaveLength(3);
    expect(view({ values: { technique: 'impact/T1485' } }).shown).toHaveLength(0);
  });

  test('toggles a value', () => {
    const chosen = toggled({ values: {} }, 'actor', 'alice');
    expect(chosen.values).toEqual({ actor: 'alice' });
    expect(toggled(chosen, 'actor', 'bob').values).toEqual({ actor: 'bob' });
    expect(toggled(chosen, 'actor', 'alice').values).toEqual({});
  });
});

describe('bucketsOf', () => {
  test.each([
    ['an instant', ['2026-03-14T01:00:30Z'], 60],
    ['a day', ['2026-03-14T00:00:00Z', '2026-03-14T23:59:59Z'], 3600],
    ['ten years', ['2016-03-14T00:00:00Z', '2026-03-14T00:00:00Z'], 153 * 86400],
  ])('divides %s', (_, times, seconds) => {
    const { alerts } = reportOf(times.map((time) => ({ time })));
    const buckets = bucketsOf(alerts, 24);
    expect(buckets.seconds).toBe(seconds);
    expect(buckets.count).toBeLessThanOrEqual(25);
    expect(histogram(alerts, buckets).reduce((sum, bin) => sum + bin, 0)).toBe(times.length);
  });

  test('has none where there are no alerts', () => {
    expect(histogram([], bucketsOf([], 24))).toEqual([]);
  });
});

test.each([
  ['an hour', '2026-03-14T01:00:00Z', '2026-03-14T02:00:00Z', 60, 60],
  ['a week', '2026-03-14T00:00:00Z', '2026-03-21T00:00:00Z', 3 * 3600, 56],
  ['twenty years', '2006-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 122 * 86400, 61],
])('bucketsIn covers %s', (_, from, to, seconds, count) => {
  const span = { from: Date.parse(from) / 1000, to: Date.parse(to) / 1000 };
  const buckets = bucketsIn(span, 60);
  expect(buckets).toMatchObject({ seconds, count });
  expect(buckets.start + buckets.count * buckets.seconds).toBeGreaterThanOrEqual(span.to);
});

describe('renderReport', () => {
  const hostile = '</script><script>alert(1)</script><!--\u2028\u2029$&';

  test('embeds whatever events hold as JSON that ends no element and no line', () => {
    const json = embeddedJson({ text: hostile });
    expect(json).not.toMatch(/<|\u2028|\u2029/);
    expect(JSON.parse(json)).toEqual({ text: hostile });
  });

  test('makes one page that names no other, and allows nothing but its own code', () => {
    const page = renderReport(reportOf([{ actor: hostile }]));
    expect(page).not.toMatch(/<(?:script|img|iframe)[^>]+src=|<link|@import|url\(/);
    expect(page).not.toContain('<!--');
    expect(page).toContain("default-src 'none'; style-src 'sha256-");
    expect(page.match(/<script/g)).toHaveLength(2);
  });
});
