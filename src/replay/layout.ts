import type { CloudTrailEvent } from '../cloudtrail/event.ts';

/** What a replay is narrowed to. What is left out narrows nothing. */
export interface LogFilter {
  /** The first second and the last, as `YYYY-MM-DDTHH:mm:ss` in UTC. */
  readonly since?: string;
  readonly until?: string;
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
}

interface Span {
  readonly first: string;
  readonly last: string;
}

/** `AWSLogs/[organization/]account/service/region/YYYY/MM/DD/`, or the beginning of it: the folders that CloudTrail makes. */
const LAYOUT = new RegExp(
  [
    String.raw`(?:^|/)AWSLogs/(?:o-\w+/)?(?<account>\d{12})/`,
    String.raw`(?:(?<service>[\w-]+)/`,
    String.raw`(?:(?<region>[a-z]{2,}(?:-[a-z]+)+-\d)/`,
    String.raw`(?<date>\d{4}/(?:\d\d/(?:\d\d/)?)?)?`,
    ')?)?',
  ].join(''),
);

/** Other folders of AWSLogs hold digests of log files, counts of events, or the logs of other services. */
const LOGS = new Set(['CloudTrail', 'CloudTrail-Insight', 'CloudTrail-NetworkActivity']);

/** Events reach their file within minutes as a rule, after an outage within hours. */
const LATEST_DELIVERY_MS = 24 * 3600 * 1000;

/**
 * Whether a file, or a folder with `/` at its end, may hold events of a filter, as far as its path tells. The day in a path is
 * that of delivery, which comes after the event.
 */
export function mayHold(path: string, { since, until, accounts, regions }: LogFilter): boolean {
  const { service, account, region, date } = LAYOUT.exec(path)?.groups ?? {};
  if (service && !LOGS.has(service)) return false;
  if (account && accounts && !accounts.includes(account)) return false;
  if (region && regions && !regions.includes(region)) return false;
  if (!date) return true;
  const isAfterStart = !since || date >= dateFolder(since).slice(0, date.length);
  return isAfterStart && (!until || date <= dateFolder(until, LATEST_DELIVERY_MS).slice(0, date.length));
}

/** Whether an event meets a filter. */
export function admits({ since, until, accounts, regions }: LogFilter, event: CloudTrailEvent): boolean {
  const second = event.time.slice(0, 19);
  if ((since && second < since) || (until && second > until)) return false;
  return (!accounts || accounts.includes(event.account)) && (!regions || regions.includes(event.region));
}

/** What of the time between two events a filter admits; empty times stay empty. */
export function clip({ since, until }: LogFilter, { first, last }: Span): Span {
  return {
    first: since && first !== '' && first < since ? `${since}Z` : first,
    last: until && last > until ? `${until}Z` : last,
  };
}

/**
 * Of a folder of a region, or one inside of it: the names between which a filter has the files there, in alphabetical order.
 * Undefined of any other folder.
 */
export function namesWithin(
  folder: string,
  { since, until }: LogFilter,
): { after: string; before: string } | undefined {
  const found = LAYOUT.exec(folder);
  const { region, date = '' } = found?.groups ?? {};
  if (!found || !region) return undefined;
  const ofRegion = folder.slice(0, found.index + found[0].length - date.length);
  return {
    after: since ? `${ofRegion}${dateFolder(since)}` : '',
    before: until ? `${ofRegion}${dateFolder(until, LATEST_DELIVERY_MS)}\uffff` : '\uffff',
  };
}

/** The minute of delivery in the name of a file, as `YYYYMMDDTHHmm`; empty where the name has none. */
export function deliveryMinute(path: string): string {
  return /_(\d{8}T\d{4})Z_[^/]*$/.exec(path)?.[1] ?? '';
}

/** The folder of the day of a time, as `YYYY/MM/DD/`. */
function dateFolder(time: string, laterMs = 0): string {
  return `${new Date(Date.parse(`${time}Z`) + laterMs).toISOString().slice(0, 10).replaceAll('-', '/')}/`;
}
