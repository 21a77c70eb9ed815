import { controlCoverage } from '../docs/cis-controls.ts';
import type { SaidRule, Verdict } from '../metric-filters/index.ts';
import type { Rule } from '../rule/rule.ts';
import { plainText } from '../template/index.ts';
import { counted } from './counted.ts';
import { fittedTable } from './fitted-table.ts';

/** Beyond, CloudFormation takes a template from S3 only. */
const MOST_BYTES_DIRECT = 51_200;
const WIDTH_WITHOUT_TERMINAL = 100;
const CIS_VERSION = '5.0.0';

/**
 * Which rules became alarms and which did not, with the reasons, and what that means for CIS.
 * @param templateBytes undefined where none was printed
 */
export function formatVerdicts(
  verdicts: readonly Verdict[],
  templateBytes: number | undefined,
  width = WIDTH_WITHOUT_TERMINAL,
): string {
  const said = verdicts.flatMap((verdict) => ('patterns' in verdict ? [verdict] : []));
  const unsaid = verdicts.flatMap((verdict) => ('reason' in verdict ? [verdict] : []));
  const filters = said.reduce((sum, { patterns }) => sum + patterns.length, 0);
  return [
    ...(said.length > 0 ? [saidTable(said, width), ''] : []),
    ...(unsaid.length > 0 ? [unsaidTable(unsaid, width), ''] : []),
    ...cisLines(said, verdicts),
    `${said.length} of ${counted(verdicts.length, 'rule')}: ${counted(filters, 'metric filter')} and ${counted(said.length, 'alarm')}`,
    `A month in us-east-1: $${dollars(said.length * 0.1)} for the alarms, $1.00 for the topic's key, up to $${dollars(said.length * 0.3)} for the metrics`,
    ...(templateBytes !== undefined && templateBytes > MOST_BYTES_DIRECT && said.length > 0
      ? [`The template has ${templateBytes} bytes: deploy it with --s3-bucket.`]
      : []),
  ].join('\n');
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}

function saidTable(said: readonly SaidRule[], width: number): string {
  const rows = said.map(({ rule, patterns, withAutomation }) => [
    rule.severity,
    plainText(rule.id, 60),
    controlOf(rule),
    String(patterns.length),
    withAutomation ? 'rings for automation too' : '',
  ]);
  return fittedTable(
    [
      { head: 'Severity', isText: true },
      { head: 'Becomes an alarm', isText: true, least: 26 },
      { head: 'CIS', isText: true, worth: 2 },
      { head: 'Filters' },
      ...(said.some(({ withAutomation }) => withAutomation) ? [{ head: '', isText: true, worth: 1 }] : []),
    ],
    rows,
    width,
  );
}

function unsaidTable(unsaid: readonly Extract<Verdict, { reason: string }>[], width: number): string {
  const rows = unsaid.map(({ rule, reason }) => [
    rule.severity,
    plainText(rule.id, 60),
    controlOf(rule),
    plainText(reason, 120),
  ]);
  return fittedTable(
    [
      { head: 'Severity', isText: true },
      { head: 'Becomes none', isText: true, least: 26 },
      { head: 'CIS', isText: true, worth: 2 },
      { head: 'Because it', isText: true, least: 30 },
    ],
    rows,
    width,
  );
}

function controlOf({ cis }: Rule): string {
  return cis.find(({ version }) => version === CIS_VERSION)?.control ?? '';
}

/** Nothing where no rule for CIS was asked for. */
function cisLines(said: readonly SaidRule[], verdicts: readonly Verdict[]): string[] {
  const controls = controlCoverage(verdicts.map(({ rule }) => rule)).filter(({ rules }) => rules.length > 0);
  const isMet = ({ rules }: (typeof controls)[number]): boolean =>
    rules.some((rule) => said.some((each) => each.rule === rule));
  const unmet = controls.filter((control) => !isMet(control));
  if (controls.length === 0) return [];
  return [
    `CIS ${CIS_VERSION}: ${controls.length - unmet.length} of ${counted(controls.length, 'monitoring control')} with an alarm`,
    ...unmet.map(({ controls: names, subject }) => `  none for ${names[5]}: ${subject}`),
  ];
}
