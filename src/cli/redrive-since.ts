import { SingleBar } from 'cli-progress';
import type { Archive } from '../dead-letters/archive.ts';
import type { Replayed, Span } from '../dead-letters/replay.ts';
import type { Deployment } from './deployment.ts';
import { jsonLine } from './json-line.ts';
import { UsageError } from './usage.ts';

export interface SinceOptions {
  /** `YYYY-MM-DDTHH:mm:ss` in UTC, as is `until`. */
  readonly since: string;
  readonly until?: string;
  readonly again?: true;
  readonly json?: true;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How long an event may take into the archive, as EventBridge's guide says. */
const ARCHIVE_DELAY_MS = 10 * MINUTE_MS;
/** For how long state remembers what was told (docs/operations.md). */
const REMEMBERED_DAYS = 30;

/** Sends again what came to the bus of a hub in a span of time. Returns what is to be printed, and whether all went well. */
export async function redriveSince(
  { prefix, region, events }: Deployment,
  { since, until, again, json }: SinceOptions,
): Promise<{ readonly text: string; readonly isDone: boolean }> {
  const [{ findArchive }, { replayArchive }] = await Promise.all([
    import('../dead-letters/archive.ts'),
    import('../dead-letters/replay.ts'),
  ]);
  const nowMs = Date.now();
  const span = toSpan(since, until, nowMs);
  const archive = await findArchive(events, prefix);
  if (!archive) throw new UsageError(noArchive(prefix, region));
  for (const warning of warnings(span, archive, nowMs)) console.error(warning);
  const bar = progressBar(span);
  try {
    const replayed = await replayArchive(events, archive, {
      ...span,
      prefix,
      again: again === true,
      onProgress: bar.show,
    });
    return {
      text: json ? jsonLine({ ...replayed, ...span }) : toText(replayed, span),
      isDone: replayed.state === 'completed',
    };
  } finally {
    bar.stop();
  }
}

/** The last second is included. Nothing can be sent again that is still to come. */
function toSpan(since: string, until: string | undefined, nowMs: number): Span {
  const sinceMs = Date.parse(`${since}Z`);
  const thisMinuteMs = nowMs - (nowMs % MINUTE_MS);
  const untilMs = until === undefined ? thisMinuteMs : Math.min(Date.parse(`${until}Z`) + 1_000, thisMinuteMs);
  if (sinceMs >= untilMs) throw new UsageError('--since: must be before --until, and a minute ago at least');
  return { since: new Date(sinceMs), until: new Date(untilMs) };
}

function noArchive(prefix: string, region: string): string {
  return (
    `${region} has no archive of ${prefix}: nothing came in there that could be sent again. A hub keeps one: deploy with ` +
    '--param="hub=…" and --param="archiveDays=7". What the trail has logged, "npx trailbell replay s3://…" shows'
  );
}

function warnings({ since, until }: Span, { days }: Archive, nowMs: number): string[] {
  const isBefore = (limitDays: number): boolean => since.getTime() < nowMs - limitDays * DAY_MS;
  return [
    ...(days > 0 && isBefore(days) ? [`the archive keeps ${days} days: it has nothing of before`] : []),
    ...(isBefore(REMEMBERED_DAYS) ? [`what was told more than ${REMEMBERED_DAYS} days ago may be told again`] : []),
    ...(until.getTime() > nowMs - ARCHIVE_DELAY_MS
      ? ['events of the last 10 minutes may not be in the archive yet: send those again later']
      : []),
  ];
}

function progressBar({ since, until }: Span) {
  const seconds = (time: Date): number => Math.round((time.getTime() - since.getTime()) / 1_000);
  const bar = new SingleBar({
    format: '{bar} {percentage} % · events until {reached}',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(seconds(until), 0, { reached: since.toISOString() });
  return {
    show: (reached: Date): void => bar.update(seconds(reached), { reached: reached.toISOString() }),
    stop: (): void => bar.stop(),
  };
}

function toText({ replay, state, doneBefore, reason }: Replayed, { since, until }: Span): string {
  const span = `what came from ${since.toISOString()} to ${until.toISOString()}`;
  if (state === 'failed') return `${replay}: EventBridge did not send again all of ${span}: ${reason}`;
  if (doneBefore) return `${replay}: ${span} was sent again already, until ${doneBefore}. Once more: --again`;
  return `${replay}: sent again ${span}`;
}
