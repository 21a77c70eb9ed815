export { type Change, changesByRule, compareAlerts, ReplayedAlerts } from './compare.ts';
export { renderReport } from './render.ts';
export { ReportBuilder } from './report-builder.ts';
export type { ReportAbout, ReportCost, ReportData, RuleChanges } from './report-data.ts';
