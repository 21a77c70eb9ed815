import { fork } from 'node:child_process';
import { once } from 'node:events';
import { isObject, textAt } from '../../src/cloudtrail/json.ts';
import type { Resource } from '../../src/deploy/cloudformation.ts';

/** A running function. */
export interface Lambda {
  invoke(event: unknown): Promise<unknown>;
  /** Its clock goes ahead: leases run out, and waits are over. */
  skip(milliseconds: number): Promise<void>;
  /** What it wrote, which CloudWatch would keep. */
  logs(): string;
  stop(): void;
}

/** Runs a function of the template from its unpacked artefact, in a process that sees what Lambda sets, and `environment`. */
export async function startLambda(
  { Properties }: Resource,
  taskRoot: string,
  environment: Readonly<Record<string, string>>,
): Promise<Lambda> {
  const child = fork(new URL('./lambda-runtime.ts', import.meta.url), {
    cwd: taskRoot,
    execArgv: ['--no-warnings'],
    silent: true,
    env: {
      _HANDLER: textAt(Properties, 'Handler') ?? '',
      AWS_LAMBDA_FUNCTION_NAME: textAt(Properties, 'FunctionName') ?? '',
      LAMBDA_TASK_ROOT: taskRoot,
      AWS_ACCESS_KEY_ID: 'example',
      AWS_SECRET_ACCESS_KEY: 'example',
      ...environment,
    },
  });
  let written = '';
  child.stdout?.on('data', (chunk) => (written += chunk));
  child.stderr?.on('data', (chunk) => (written += chunk));
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the function ended: ${written}`);
  });
  const answer = async (): Promise<unknown> => (await Promise.race([once(child, 'message'), ended]))[0];
  await answer();
  return {
    invoke: async (event) => {
      child.send(event as object);
      const reply = await answer();
      if (isObject(reply) && 'error' in reply) throw new Error(String(reply.error));
      return isObject(reply) ? reply.result : undefined;
    },
    skip: async (aheadMs) => {
      child.send({ aheadMs });
      await answer();
    },
    logs: () => written,
    stop: () => child.kill(),
  };
}
