/** Opens reports in a headless Chromium, as a reader would. Run by `npm run test:browser`; needs a Chromium of the system. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type ReportAbout, renderReport } from '../../src/report/index.ts';
import { SEVERITIES } from '../../src/rule/rule.ts';
import { reportOf, type Traits } from '../report/findings.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const skip = CHROMIUM ? false : 'no Chromium is installed under /usr/bin';
if (skip) console.log(`Skipped: ${skip}`);

const HOSTILE = '</script><img src=https://example.com/x onerror=alert(1)>';
const SMALL: readonly Traits[] = [
  { eventId: 'a', actor: 'alice', country: 'Romania', time: '2026-03-14T01:00:00Z' },
  { eventId: 'b', actor: 'alice', country: 'Japan', time: '2026-03-14T05:00:00Z', severity: 'low', rule: 'trail/new' },
  { eventId: 'c', actor: HOSTILE, country: 'Japan', time: '2026-03-14T09:00:00Z' },
];
const MANY = Array.from({ length: 50_000 }, (_, index): Traits => {
  const severity = SEVERITIES[index % 5] ?? 'low';
  return {
    eventId: `event-${index}`,
    actor: `user-${index % 400}`,
    country: `Country ${index % 30}`,
    rule: `rule/${index % 150}`,
    time: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
    severity,
  };
});

let browser: Browser;
let folder: string;
before(async () => {
  if (skip || !CHROMIUM) return;
  folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
after(async () => {
  if (skip) return;
  await browser.close();
  await rm(folder, { recursive: true });
});

interface Looking extends Partial<ReportAbout> {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Opens a report, and says at the end what its console said and what it asked of a network. */
async function withReport(
  alerts: readonly Traits[],
  look: (page: Page) => Promise<void>,
  { colorScheme = 'light', viewport = { width: 1280, height: 720 }, ...about }: Looking = {},
): Promise<void> {
  const file = join(folder, 'report.html');
  await writeFile(file, renderReport(reportOf(alerts, about)));
  const page = await browser.newPage({ colorScheme, viewport, timezoneId: 'Europe/Dublin' });
  const faults: string[] = [];
  page.on('console', (message) => faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) faults.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await look(page);
  await page.close();
  assert.deepEqual(faults, []);
}

const shown = (page: Page) => page.locator('#shown').innerText();
const cards = (page: Page) => page.locator('.card').count();

test('shows every alert, the latest first, and event text as text', { skip }, () =>
  withReport(SMALL, async (page) => {
    assert.equal(await shown(page), '3 alerts. Click anything to filter.');
    assert.equal(await cards(page), 3);
    const first = page.locator('.card').first();
    assert.match(await first.innerText(), /High · Trail stopped/);
    assert.ok((await first.innerText()).includes(HOSTILE));
    assert.equal(await page.locator('img').count(), 0);
  }),
);

for (const [name, button, left] of [
  ['rule', '#rule button[title="Trail stopped"] >> nth=0', 2],
  ['severity', '.severity.low', 1],
  ['actor', '#actor button[title="alice"]', 2],
  ['country', '#country button[title="Japan"]', 2],
  ['account', '#account button', 3],
  ['technique', '#attack button', 3],
] as const) {
  test(`filters by ${name} with a click, and shows all with the next`, { skip }, () =>
    withReport(SMALL, async (page) => {
      await page.click(button);
      assert.equal(await shown(page), `${left} of 3 alerts`);
      assert.equal(await cards(page), left);
      assert.equal(await page.locator('.chip').count(), 1);
      await page.click(button);
      assert.equal(await cards(page), 3);
    }),
  );
}

test('filters by time with a click on a bar, by dragging and by typing', { skip }, () =>
  withReport(SMALL, async (page) => {
    const chart = await page.locator('#time .u-over').boundingBox();
    assert.ok(chart);
    const middle = chart.y + chart.height / 2;
    await page.mouse.click(chart.x + 4, middle);
    assert.equal(await shown(page), '1 of 3 alerts');
    await page.click('#chips >> text=Show all');
    await page.mouse.move(chart.x + chart.width * 0.3, middle);
    await page.mouse.down();
    await page.mouse.move(chart.x + chart.width - 2, middle, { steps: 4 });
    await page.mouse.up();
    assert.equal(await shown(page), '2 of 3 alerts');
    await page.click('#chips >> text=Show all');
    await page.fill('#from', '2026-03-14T09:00');
    assert.equal(await shown(page), '1 of 3 alerts');
  }),
);

test('filters with the keyboard alone, and leaves the focus where it was', { skip }, () =>
  withReport(SMALL, async (page) => {
    const alice = page.locator('#actor button[title="alice"]');
    await alice.focus();
    await page.keyboard.press('Enter');
    assert.equal(await cards(page), 2);
    assert.equal(await page.locator(':focus').getAttribute('title'), 'alice');
    assert.equal(await alice.getAttribute('aria-pressed'), 'true');
    await page.keyboard.press('Space');
    assert.equal(await cards(page), 3);
  }),
);

test('shows a chosen span in more detail, and all again', { skip }, () =>
  withReport(MANY, async (page) => {
    const unit = page.locator('#unit');
    assert.equal(await unit.innerText(), 'alerts in 1 day each, UTC');
    await page.fill('#from', '2026-01-02T00:00');
    await page.fill('#to', '2026-01-02T01:00');
    assert.equal(await shown(page), '60 of 50,000 alerts');
    assert.equal(await unit.innerText(), 'alerts in 1 minute each, UTC');
    await page.click('#chips >> text=Show all');
    assert.equal(await unit.innerText(), 'alerts in 1 day each, UTC');
  }),
);

test('walks along the bars with the keyboard, says each, and filters by it', { skip }, () =>
  withReport(SMALL, async (page) => {
    await page.locator('#time').focus();
    await page.keyboard.press('Home');
    assert.match(await page.locator('#caption').innerText(), /^From 2026-03-14 01:00:00 UTC.*: 1 high$/);
    await page.keyboard.press('ArrowRight');
    assert.match(await page.locator('#caption').innerText(), /: no alert$/);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    assert.equal(await shown(page), '1 of 3 alerts');
    assert.equal(await page.locator(':focus').getAttribute('id'), 'time');
    assert.match(await page.locator('#caption').innerText(), /^Click a bar/);
  }),
);

test('says what was replayed, with which rules and when', { skip }, () =>
  withReport(
    SMALL,
    async (page) => {
      assert.equal(
        await page.locator('#input').innerText(),
        [
          '3 events from 1 file, 2026-03-14 to 2026-03-15 UTC',
          'Logs: a, b, c, d and 2 others',
          '12 rules of the folder rules',
          'Only events since 2026-03-14T00:00:00 UTC, of region eu-west-1',
          'Replayed on 2026-03-15 at 08:00 UTC',
        ].join('\n'),
      );
    },
    { paths: [...'abcdef'], filters: ['since 2026-03-14T00:00:00 UTC', 'of region eu-west-1'] },
  ),
);

test('says at the head how other rules would differ, and nothing of it where none were compared', {
  skip,
}, async () => {
  await withReport(SMALL, async (page) => assert.equal(await page.locator('#comparison').isVisible(), false));
  const counts = { alertsBefore: 1200, alertsAfter: 988, added: 0, removed: 212, changed: 3 };
  const sentence = 'This change: minus 212 alerts in 30 days.';
  await withReport(
    SMALL,
    async (page) => {
      assert.match(await page.locator('#compared').innerText(), /^This change: minus 212 alerts.*git:main/);
      assert.equal(await page.locator('#differences tr').nth(1).innerText(), 'trail/stopped\t1,200\t988\t0\t212\t3');
    },
    { comparison: { other: 'git:main', sentence, rules: [{ ruleId: 'trail/stopped', ...counts }] } },
  );
});

test('says that nothing rang where there is no alert, and that filters let none through', { skip }, async () => {
  await withReport([], async (page) => {
    assert.equal(await shown(page), '0 alerts.');
    assert.equal(await page.locator('#alerts').innerText(), 'Nothing rang in what was replayed.');
  });
  await withReport(SMALL, async (page) => {
    await page.fill('#from', '2030-01-01T00:00');
    assert.equal(await page.locator('#alerts').innerText(), 'No alert passes these filters.');
  });
});

test('needs no scrolling sideways on a phone, whatever names are long', { skip }, () =>
  withReport(
    [...SMALL, { eventId: 'd', actor: 'x'.repeat(300), country: 'y'.repeat(300) }],
    async (page) => assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390),
    { viewport: { width: 390, height: 844 }, paths: [`s3://${'z'.repeat(300)}`] },
  ),
);

for (const theme of ['light', 'dark'] as const) {
  test(`is ${theme} as the system is, and changes with a button`, { skip }, () =>
    withReport(
      SMALL,
      async (page) => {
        const html = page.locator('html');
        assert.equal(await html.getAttribute('data-theme'), theme);
        await page.click('#theme');
        assert.equal(await html.getAttribute('data-theme'), theme === 'dark' ? 'light' : 'dark');
      },
      { colorScheme: theme },
    ),
  );
}

test('pages and filters 50,000 alerts', { skip }, () =>
  withReport(MANY, async (page) => {
    assert.equal(await shown(page), '50,000 alerts. Click anything to filter.');
    assert.equal(await cards(page), 25);
    await page.click('#pager >> text=Older');
    assert.match(await page.locator('#pager').innerText(), /Page 2 of 2,000/);
    await page.click('.severity.critical');
    assert.equal(await shown(page), '10,000 of 50,000 alerts');
    await page.click('#country button >> nth=0');
    assert.match(await shown(page), /^1,66\d of 50,000 alerts$/);
  }),
);

const COST = {
  region: 'eu-west-1',
  date: '2026-03-01',
  sentence: 'In all at least $12.50 a month.',
  parts: [
    { group: 'rest', item: 'alarms', dollars: 2.2, unverified: false },
    { group: 'trail', item: 'data events', dollars: 10.3, unverified: true },
    { group: 'delivery', item: 'transfer', dollars: null, unverified: false },
    { group: 'alerts', item: 'logs', dollars: 0.001, unverified: false },
  ],
} as const;

for (const colorScheme of ['light', 'dark'] as const) {
  test(`shows what a month costs, the dearest first, in ${colorScheme} colours`, { skip }, () =>
    withReport(
      SMALL,
      async (page) => {
        assert.equal(await page.locator('#cost-total').innerText(), COST.sentence);
        const rows = await page.locator('#cost-parts li').allInnerTexts();
        assert.deepEqual(
          rows.map((row) => row.split('\n').join(' ')),
          ['trail data events $10.30 ?', 'at rest alarms $2.20', 'delivery transfer unknown'],
        );
        const widths = await page
          .locator('#cost-share i')
          .evaluateAll((parts) => parts.map((part) => part.clientWidth));
        assert.equal(widths.length, 3);
        assert.ok((widths[1] ?? 0) > 4 * (widths[0] ?? 0));
        const basis = await page.locator('#cost-basis').innerText();
        assert.match(basis, /eu-west-1 of 2026-03-01.*question mark.*1 item of less than a cent is left out/);
      },
      { colorScheme, cost: COST },
    ),
  );
}

test('says nothing of costs where the logs do not tell', { skip }, () =>
  withReport(SMALL, async (page) => assert.equal(await page.locator('#costs').isVisible(), false)),
);
