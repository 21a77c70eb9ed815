import { textAt } from '../../src/cloudtrail/json.ts';
import type { Site } from '../../src/pipeline.ts';
import { type Rule, SEVERITIES, type Severity } from '../../src/rule/rule.ts';
import { createPlayers, type Player, readEvents, type TestOptions } from '../../src/rule-test.ts';
import { bySession, isCallersCall } from './caller.ts';
import { type Arrival, type Change, eachRecord, type Surroundings } from './change.ts';
import { type Excuse, excuseFor } from './excuse.ts';
import { memoryPaths } from './memory.ts';

/**
 * `buried`: told only where a flood of other people's events is counted. `softened`: less grave than what the test shows.
 */
export type Verdict = 'alerts' | 'softened' | 'buried' | 'silent' | Excuse;

/** A test of a rule, with what its alert is like. */
export interface Trial {
  readonly rule: Rule;
  readonly test: string;
  /** The verdict after changes; undefined where one of them cannot be made. */
  readonly after: (changes: readonly Change[]) => Promise<Verdict | undefined>;
}

export interface TrialOptions extends TestOptions {
  readonly random: () => number;
}

/** The tests of a rule that expect an alert. @throws Error where one has none, or its samples cannot be read */
export async function trialsOf(rule: Rule, site: Site, options: TrialOptions): Promise<readonly Trial[]> {
  const playerOf = createPlayers(rule, site, options);
  const unlimitedOf = createPlayers(rule, withoutFloodLimit(site), options);
  const [trustedAddress] = site.settings.networks.flatMap(({ cidrs }) => cidrs)[0]?.split('/') ?? [];
  const surroundings = { rule, random: options.random, trustedAddress };
  const trials: Trial[] = [];
  for (const test of rule.tests.filter(({ expect, automation }) => expect === 'match' && !automation)) {
    const events = await readEvents(test, options.eventFolders);
    if (typeof events === 'string') throw new Error(`${rule.id}: ${test.name}: ${events}`);
    const arrivals = events.map((event) => ({ event }));
    const judge = judgeOf(rule, playerOf(test), unlimitedOf(test));
    const trialOf = async (name: string, unchanged: readonly Arrival[]): Promise<Trial | undefined> => {
      const { severity: before } = await judge(unchanged, unchanged.at(-1));
      if (!before) return undefined;
      const after: Trial['after'] = async (changes) => {
        const changed = changeAll(unchanged, changes, surroundings);
        return changed && verdictOf(rule, changes, { before, ...(await judge(changed, unchanged.at(-1))) });
      };
      return { rule, test: name, after };
    };
    const trial = await trialOf(test.name, arrivals);
    if (!trial) throw new Error(`${rule.id}: ${test.name}: does not alert unchanged`);
    trials.push(trial);
    // Most samples are of users, who choose no names; a rule that alerts for a session of a role too is tried with one.
    const inRole = trials.length > 1 ? undefined : asSession(arrivals, surroundings);
    const second = inRole && (await trialOf(`${test.name}, in a role`, inRole));
    if (second) trials.push(second);
  }
  return trials;
}

function asSession(arrivals: readonly Arrival[], surroundings: Surroundings): readonly Arrival[] | undefined {
  return eachRecord((record) =>
    isCallersCall(record) && textAt(record, 'userIdentity', 'type') === 'IAMUser'
      ? bySession(record, 'example', 'session')
      : undefined,
  )(arrivals, surroundings);
}

function changeAll(
  arrivals: readonly Arrival[],
  changes: readonly Change[],
  surroundings: Surroundings,
): readonly Arrival[] | undefined {
  return changes.reduce<readonly Arrival[] | undefined>(
    (made, change) => made && change.apply(made, surroundings),
    arrivals,
  );
}

interface Judgement {
  /** Of the gravest alert of the caller; absent where there is none. */
  readonly severity?: Severity | undefined;
  readonly isBuried: boolean;
}

function judgeOf(rule: Rule, play: Player, playWithoutLimit: Player) {
  const remembers = memoryPaths(rule).length > 0;
  return async (arrivals: readonly Arrival[], last: Arrival | undefined): Promise<Judgement> => {
    const decoys = new Set(arrivals.flatMap(({ event, isDecoy }) => (isDecoy ? [event.detail.eventID] : [])));
    const told = async (by: Player) =>
      (await by(arrivals.map(({ event }) => event))).flatMap(({ event: { detail }, outcomes }) =>
        outcomes.filter(({ rule: { id }, finding, delivery }) => {
          // What remembers may alert for any event of the caller, what does not for the very one.
          const isOwn = remembers ? !decoys.has(finding.event.eventID) : detail.eventID === last?.event.detail.eventID;
          return id === rule.id && isOwn && (delivery === 'message' || delivery === 'thread');
        }),
      );
    const own = await told(play);
    const severity = own.map(({ finding }) => finding.severity).sort((a, b) => gravity(b) - gravity(a))[0];
    const isMessage = ({ delivery }: { delivery: string }): boolean => delivery === 'message';
    const isBuried = decoys.size > 0 && !own.some(isMessage) && (await told(playWithoutLimit)).some(isMessage);
    return { severity, isBuried };
  };
}

function verdictOf(
  rule: Rule,
  changes: readonly Change[],
  { before, severity, isBuried }: Judgement & { readonly before: Severity },
): Verdict {
  const excuse = changes.map((change) => excuseFor(rule, change)).find((each) => each !== undefined);
  if (severity === undefined) return excuse ?? 'silent';
  const mayBeLow =
    changes.some(({ claimsAutomation }) => claimsAutomation) && before === 'medium' && severity === 'low';
  if (gravity(severity) < gravity(before) && !mayBeLow) return excuse ?? 'softened';
  return isBuried ? 'buried' : 'alerts';
}

function gravity(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function withoutFloodLimit(site: Site): Site {
  return { ...site, settings: { ...site.settings, flood: { ...site.settings.flood, 'per-hour': 1_000_000 } } };
}
