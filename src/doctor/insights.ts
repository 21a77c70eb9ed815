import { selectorsFor } from '../deploy/trail/selectors.ts';
import { type Check, fine, warning } from './check.ts';
import type { Deployment } from './deployment.ts';
import type { SeenTrail } from './trails.ts';

/** Whether trails look for the Insights that rules wait for. */
export function judgeInsights(
  insights: ReadonlySet<string>,
  { arn, home }: Pick<SeenTrail, 'arn' | 'home'>,
  { rules, settings, needs }: Deployment,
): Check[] {
  const wanted = selectorsFor(rules, settings).insights;
  const missing = wanted.filter((type) => !insights.has(type));
  if (wanted.length === 0) return [];
  if (missing.length === 0) return [fine('trail/insights', `it looks for ${wanted.join(' and ')}`)];
  const count = needs.feeds.find(({ kind }) => kind === 'insight')?.rules ?? 0;
  const all = [...new Set([...insights, ...wanted])].map((InsightType) => ({ InsightType }));
  return [
    warning('trail/insights', {
      text: `no trail looks for ${missing.join(' and ')}, from which ${count} ${count === 1 ? 'rule lives' : 'rules live'}`,
      mend: `aws cloudtrail put-insight-selectors --trail-name ${arn} --region ${home} --insight-selectors '${JSON.stringify(all)}'`,
      of: missing,
    }),
  ];
}
