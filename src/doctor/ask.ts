import { plainText } from '../template/index.ts';
import { type Check, warning } from './check.ts';

/** A sentence may name some rules, a command some dozen. */
const MOST_TEXT = 600;
const MOST_NAME = 200;

/** AWS or Slack did not answer a question. */
export class AskError extends Error {
  /** What was asked, such as `cloudtrail:DescribeTrails`. */
  readonly action: string;
  readonly isDenied: boolean;

  constructor(action: string, cause: unknown) {
    const { name = 'Error', message = String(cause) }: Partial<Error> = Object(cause);
    super(`${name}: ${message}`, { cause });
    this.name = 'AskError';
    this.action = action;
    this.isDenied = DENIED.test(name);
  }
}

/** How the services call it; SQS and SNS say it in two words. */
const DENIED =
  /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException|UnauthorizedOperation|NotAuthorized\w*)$/;

/** What a call answers. @throws AskError where it does not */
export async function ask<Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof AskError ? error : new AskError(action, error);
  }
}

/** The same, where an error of one of these names says that what is asked for is not there. */
export async function askWhether<Answer>(
  action: string,
  absent: readonly string[],
  call: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask(action, call);
  } catch (error) {
    if (error instanceof AskError && absent.includes((error.cause as Error).name)) return undefined;
    throw error;
  }
}

/** A look at one thing: what is read for it, and the judgement. */
export interface Probe {
  /** What it finds out, in words that follow "not checked:". */
  readonly about: string;
  /** What its checks are called, if not all alike: the subject. */
  readonly subject: string;
  readonly look: () => Promise<readonly Check[]>;
}

/** What all probes find. What cannot be asked is named, and the rest goes on. */
export async function examine(probes: readonly Probe[]): Promise<Check[]> {
  const looks = await Promise.all(
    probes.map(async ({ subject, about, look }) => {
      try {
        return { checks: await look() };
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        return { subject, about, error };
      }
    }),
  );
  const failed = looks.flatMap((each) => ('checks' in each ? [] : [each]));
  const checks = looks.flatMap((each) => {
    if ('checks' in each) return each.checks;
    // What was asked once for several probes failed once.
    const alike = failed.filter(({ error }) => error === each.error);
    return alike[0] === each ? [unasked(each.subject, each.error, alike)] : [];
  });
  return checks.map(toPlain);
}

/** Names and messages are as whoever made them wrote them. */
function toPlain({ check, status, text, mend, of }: Check): Check {
  return {
    check,
    status,
    text: plainText(text, MOST_TEXT),
    ...(mend !== undefined && { mend: plainText(mend, MOST_TEXT) }),
    ...(of && { of: of.map((name) => plainText(name, MOST_NAME)) }),
  };
}

function unasked(subject: string, error: AskError, alike: readonly Pick<Probe, 'about'>[]): Check {
  const of = alike.map(({ about }) => about);
  const why = error.isDenied ? `${error.action} is not allowed` : `${error.action} failed: ${error.message}`;
  return warning(`${subject}/asked`, {
    text: `not checked: ${of.join('; ')}, as ${why}`,
    mend: error.isDenied
      ? `allow ${error.action} to whoever runs the doctor: docs/doctor.md has the policy`
      : 'run the doctor again; if it stays so, look into what AWS says',
    of,
  });
}

/** A question that several probes ask, asked once and when the first of them does. */
export function once<Answer>(question: () => Promise<Answer>): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  return () => {
    answer ??= question();
    return answer;
  };
}
