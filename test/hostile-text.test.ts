import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatComparison } from '../src/cli/comparison.ts';
import { jsonLine } from '../src/cli/json-line.ts';
import { summaryCsv } from '../src/cli/replay-csv.ts';
import { parseEvent } from '../src/cloudtrail/event.ts';
import { isObject, parseJson } from '../src/cloudtrail/json.ts';
import { deriveFinding, type Finding, NOTHING_KNOWN } from '../src/finding/index.ts';
import { toDetail } from '../src/notify/eventbridge.ts';
import { describeAlert, soleThread, toTerminalAnswer, toTerminalMessage, traitsOf } from '../src/notify/index.ts';
import { toSlackAnswers, toSlackMessage } from '../src/notify/slack-message.ts';
import { toPublishInput } from '../src/notify/sns.ts';
import { compareAlerts, ReplayedAlerts, ReportBuilder } from '../src/report/index.ts';
import { embeddedJson } from '../src/report/render.ts';
import { anEvent, aRule } from './delivery/site.ts';
import { markupIn, shownOf } from './notify/slack-blocks.ts';

/** What nobody sees, or what commands a terminal. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/u;
const COMMAND = 'aws iam get-user --user-name {identity.name} --region {region}';
const rule = aRule('example/rule', {
  severity: 'high',
  alert: {
    summary: '{identity.name} did {event.eventName} to {event.requestParameters.name}',
    fields: { Name: '{event.requestParameters.name}', All: '{event.requestParameters}' },
  },
  runbook: ['Ask {identity.name}, then look.', `Run \`${COMMAND}\` now.`],
});

const nasty = fc.constantFrom(
  '*b*', '_i_', '~s~', '`c`', ':tada:', '<!channel>', '@here', '> q', '\n> q', 'https://example.com', '|', '[a](b)',
  '\u001b]0;x\u0007', '\u009b2J', '\u202e', '\u200b', '\u3164', '\u2800', '\ufe0f', '\u{e0041}', '\ud83d', '\ude00',
  '\u0301'.repeat(20), '=1+1', '＝1', '-x', "'", '"', '\\', '$(id)', '#1', '</script>', ' ', '\u2028', '\r', 'ceo@example.com',
); // biome-ignore format: a list of texts
const text = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 4 }), fc.string({ maxLength: 8 })), { maxLength: 12 })
  .map((parts) => parts.join(''));

/** Every text of a value replaced by one out of a list, in turn. */
function replaced(value: unknown, texts: () => string): unknown {
  if (typeof value === 'string') return texts();
  if (Array.isArray(value)) return value.map((each) => replaced(each, texts));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each, texts)]));
}

/** The finding of an event in which a caller has written every text, and a key. */
function findingOf(texts: readonly string[]): Finding {
  let at = 0;
  const next = (): string => texts[at++ % texts.length] ?? '';
  const { detail, ...envelope } = anEvent('1a2b', 0, {
    userAgent: 'x',
    errorCode: 'x',
    errorMessage: 'x',
    requestParameters: { name: 'x', roleName: 'x', bucketName: 'x', list: ['x', { x: 'x' }] },
    resources: [{ ARN: 'x', type: 'x' }],
  });
  const { eventTime, userIdentity, ...others } = detail;
  const hostile = {
    ...(replaced(others, next) as object),
    eventTime,
    userIdentity: { ...(replaced(userIdentity, next) as object), type: 'IAMUser' },
    [next()]: next(),
  };
  const event = parseEvent(
    parseJson(JSON.stringify({ ...envelope, detail: { eventName: 'x', eventSource: 'x', ...hostile } })),
  );
  if (!event) throw new Error('no event');
  return deriveFinding(rule, event, NOTHING_KNOWN);
}

function holds(claim: (finding: Finding) => void, numRuns = 100): void {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), (texts) => claim(findingOf(texts))),
    { numRuns },
  );
}

/** The words that a shell makes of commands. */
function shellWords(commands: readonly string[]): string[][] {
  const script = commands.map((command) => `printf '%s\\0' ${command}; printf '\\1'`).join('\n');
  const said = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  return said
    .split('\u0001')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1));
}

describe('whatever a caller writes into every text of an event', () => {
  test('Slack shows it as text, in the message, in its thread and in the notification', () => {
    holds((finding) => {
      const alert = describeAlert(finding);
      const { text: notification, blocks } = toSlackMessage(alert);
      const lines = shownOf(blocks);
      expect(
        lines
          .flat()
          .map(({ text }) => text)
          .join(''),
      ).not.toMatch(HIDDEN);
      expect(markupIn(notification)).toEqual([]);
      expect(notification).not.toMatch(HIDDEN);
      // Only what the rule and we have made bold, code or a link is so.
      expect(lines.flat().filter(({ as }) => as === 'bold')).toHaveLength(alert.facts.length + 2);
      expect(lines.flat().filter(({ as }) => as === 'code')).toHaveLength(1);
      expect(lines.flat().filter(({ as }) => as === 'link')).toHaveLength(alert.links.length);
      expect(lines.filter(([first]) => /^\d\. $/.test(first?.text ?? ''))).toHaveLength(2);
      const [answer] = toSlackAnswers({ ...soleThread(finding), lines: [{ timeMs: 0, traits: traitsOf(alert) }] });
      expect(shownOf(answer?.blocks)).toHaveLength(1);
      expect(markupIn(answer?.text ?? '')).toEqual([]);
    });
  });

  test('a shell takes a name in a command for one word, which is the name or none', () => {
    const findings: Finding[] = [];
    holds((finding) => {
      findings.push(finding);
    });
    const commands = findings.map(({ rule }) => rule.runbook[1]?.split('`') ?? []);
    expect(commands.every(({ length }) => length === 3)).toBe(true);
    const words = shellWords(commands.map(([, command = '']) => command));
    for (const [index, [aws, ...rest]] of words.entries()) {
      expect([aws, rest[0], rest[1], rest[2], rest[4]]).toEqual(['aws', 'iam', 'get-user', '--user-name', '--region']);
      expect(rest).toHaveLength(6);
      expect([findings[index]?.identity.name, '(not safe to paste)']).toContain(rest[3]);
      expect(rest[3]).not.toMatch(/^-|^fileb?:/);
      expect([findings[index]?.region, '(not safe to paste)', 'unknown']).toContain(rest[5]);
    }
  });

  test('a terminal shows it on the lines that are meant for it', () => {
    holds((finding) => {
      const terminal = { columns: 100, colour: false };
      const lines = toTerminalMessage(describeAlert(finding), terminal).split('\n');
      expect(lines.join('')).not.toMatch(HIDDEN);
      expect(lines.filter((line) => !line.startsWith('▌'))).toEqual([]);
      expect(toTerminalAnswer(finding, terminal)).not.toMatch(HIDDEN);
    });
  });

  test('mail has the lines it is meant to have, and a subject that SNS takes', () => {
    holds((finding) => {
      const { facts, steps, links } = describeAlert(finding);
      const { Message = '', Subject } = toPublishInput(finding, { topicArn: 'a:b:c:d', format: 'text' });
      const lines = Message.split('\n');
      expect(lines).toHaveLength(2 + 1 + facts.length + 1 + 2 + steps.length + 1 + links.length + 1);
      expect(lines.join('')).not.toMatch(HIDDEN);
      expect(Subject).toMatch(/^High - Title of example\/rule[\x20-\x7e]{0,71}$/);
    });
  });

  test('machines get well-formed JSON within their limits', () => {
    holds((finding) => {
      for (const json of [
        toDetail(finding),
        toPublishInput(finding, { topicArn: 'a:b:c:d', format: 'json' }).Message ?? '',
      ]) {
        expect(json).not.toMatch(/\\ud[89a-f]/i);
        expect(json.isWellFormed()).toBe(true);
        expect(JSON.parse(json)).toBeTruthy();
      }
    });
  });

  test('--json prints nothing that a terminal obeys, and the same finding', () => {
    holds((finding) => {
      const line = jsonLine(finding);
      expect(line.replaceAll('\u2800', '')).not.toMatch(HIDDEN);
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(finding)));
    });
  });

  test('the report holds it as data that ends no element', () => {
    holds((finding) => {
      const builder = new ReportBuilder();
      builder.add({ rule, finding, delivery: 'message' });
      const about = { paths: ['\u202ex'], rulesFolder: 'rules', ruleCount: 1, filters: [], madeAt: '' };
      const json = embeddedJson(builder.data({ events: 1, files: 1, first: '', last: '' }, about));
      expect(json).not.toContain('<');
      const { texts, rules, about: shown } = JSON.parse(json);
      // The place of the event's id is a sign of private use.
      expect(JSON.stringify([texts, rules, shown.paths]).replaceAll('\uf8ff', '')).not.toMatch(HIDDEN);
    });
  });

  test('Markdown for a pull request holds it in spans of code alone', () => {
    holds((finding) => {
      const before = new ReplayedAlerts();
      before.add({ rule, finding, delivery: 'message' });
      const after = new ReplayedAlerts();
      const markdown = formatComparison({ changes: compareAlerts(before, after), before, after, days: 1 });
      expect(markdown.replaceAll('\n', '')).not.toMatch(HIDDEN);
      const lines = markdown.replaceAll(/`[^`\n]+`/g, 'CODE').split('\n');
      expect(lines.at(-1)).toBe('- 🔴 high CODE ×1, matches no longer: CODE, CODE, event CODE');
      expect(lines.filter((line) => line.startsWith('|'))).toHaveLength(3);
      expect(lines).toHaveLength(10);
    });
  });

  test('no cell of the CSV is a formula, or more than a cell', () => {
    holds(({ identity: { name } }) => {
      const row = {
        rule,
        events: 1,
        alerts: 1,
        messages: 1,
        held: 0,
        suppressed: 0,
        alertsPerDay: 1,
        busiestDay: undefined,
      };
      const csv = summaryCsv([{ ...row, topActor: { name, alerts: 1 } }]);
      const lines = csv.split('\r\n');
      expect(lines).toHaveLength(3);
      expect(lines.join('')).not.toMatch(HIDDEN);
      const cells = [...(lines[1] ?? '').matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g)].map(
        ([, a, b]) => a ?? b ?? '',
      );
      expect(cells).toHaveLength(13);
      expect(cells.filter((cell) => /^\s*[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
    });
  });
});
