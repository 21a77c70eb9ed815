import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { arrayAt, objectAt, textAt, valueAt } from '../cloudtrail/json.ts';
import { nameOfArn } from './arn.ts';
import type { Insight, InsightAttribution } from './finding.ts';
import { describeUserAgent } from './user-agent.ts';

const ATTRIBUTES = ['userIdentityArn', 'userAgent', 'errorCode'] as const;
const MAX_VALUES = 3;
const MAX_RATIO = 1000;

/** What CloudTrail Insights measured, or undefined where the record is no Insight. */
export function deriveInsight(record: CloudTrailRecord): Insight | undefined {
  const details = objectAt(record, 'insightDetails');
  if (!details) return undefined;
  const statistics = objectAt(details, 'insightContext', 'statistics');
  const baseline = numberAt(statistics, 'baseline', 'average');
  const observed = numberAt(statistics, 'insight', 'average');
  const durationMinutes = numberAt(statistics, 'insightDuration');
  const errorCode = textAt(details, 'errorCode');
  const sharedEventId = textAt(record, 'sharedEventID');
  const state = textAt(details, 'state');
  return {
    state: state === 'Start' || state === 'End' ? state : 'unknown',
    type: textAt(details, 'insightType') ?? 'unknown',
    eventSource: textAt(details, 'eventSource') ?? 'unknown',
    eventName: textAt(details, 'eventName') ?? 'unknown',
    ...(errorCode && { errorCode }),
    ...(sharedEventId && { sharedEventId }),
    ...(baseline !== undefined && { baselinePerMinute: threeDigits(baseline) }),
    ...(observed !== undefined && { observedPerMinute: threeDigits(observed) }),
    ...ratioOf(baseline, observed),
    ...(durationMinutes !== undefined && { durationMinutes }),
    attributions: attributionsOf(details, baseline, observed),
  };
}

/** CloudTrail's averages have ten and more digits; templates show them to people. The record keeps the whole. */
function threeDigits(rate: number): number {
  return Number(rate.toPrecision(3));
}

function ratioOf(baseline: number | undefined, observed: number | undefined): Pick<Insight, 'ratio' | 'ratioText'> {
  if (baseline === undefined || observed === undefined) return {};
  if (baseline === 0) return observed > 0 ? { ratioText: 'as never before in the baseline' } : {};
  const ratio = observed / baseline;
  return { ratio: Number(ratio.toPrecision(4)), ratioText: ratioText(ratio) };
}

function ratioText(ratio: number): string {
  if (ratio > MAX_RATIO) return `more than ${MAX_RATIO.toLocaleString('en')} times as often as usual`;
  if (ratio >= 1.05) return `${rounded(ratio)} times as often as usual`;
  if (ratio > 0.95) return 'about as often as usual';
  return ratio === 0 ? 'no longer' : `${rounded(1 / ratio)} times less often than usual`;
}

function rounded(ratio: number): string {
  return ratio >= 10 ? Math.round(ratio).toLocaleString('en') : String(Number(ratio.toFixed(1)));
}

function attributionsOf(
  details: unknown,
  baseline: number | undefined,
  observed: number | undefined,
): InsightAttribution[] {
  return arrayAt(details, 'insightContext', 'attributions').flatMap((attribution) => {
    const attribute = ATTRIBUTES.find((each) => each === textAt(attribution, 'attribute'));
    if (!attribute) return [];
    const usual = shares(arrayAt(attribution, 'baseline'), baseline);
    const values = [...shares(arrayAt(attribution, 'insight'), observed)]
      .sort(([, left], [, right]) => right - left)
      .slice(0, MAX_VALUES)
      .map(([value, share]) => {
        const baselineShare = usual.get(value) ?? (usual.size > 0 ? 0 : undefined);
        return { value, name: nameOf(attribute, value), share, ...(baselineShare !== undefined && { baselineShare }) };
      });
    return values.length > 0 ? [{ attribute, values }] : [];
  });
}

/** The fraction of the whole rate that each value has; of the listed values together where the whole is unknown. */
function shares(list: readonly unknown[], whole: number | undefined): Map<string, number> {
  const rates = list.map((each) => [textAt(each, 'value'), numberAt(each, 'average') ?? 0] as const);
  const total = whole || rates.reduce((sum, [, rate]) => sum + rate, 0);
  return new Map(rates.flatMap(([value, rate]) => (value && total > 0 ? [[value, share(rate, total)]] : [])));
}

function share(rate: number, total: number): number {
  return Number(Math.min(rate / total, 1).toFixed(4));
}

/** CloudTrail writes the text "null" where calls had no error, or no identity. */
function nameOf(attribute: InsightAttribution['attribute'], value: string): string {
  if (value === 'null') return attribute === 'errorCode' ? 'no error' : 'unknown';
  if (attribute === 'userIdentityArn') return nameOfArn(value);
  return attribute === 'userAgent' ? (describeUserAgent(value)?.name ?? value) : value;
}

/** A finite number that is not negative; a rate or a duration cannot be. */
function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined;
}
