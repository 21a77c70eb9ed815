import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// Before the handler is loaded: it may keep the function.
let aheadMs = 0;
const realNow = Date.now;
Date.now = () => realNow() + aheadMs;

/** The part of Lambda that runs in the sandbox: loads the handler that `_HANDLER` names and passes it each message as an event. */
const [, module = '', name = ''] = /^(.*)\.([^.]+)$/.exec(process.env._HANDLER ?? '') ?? [];
const file = ['.js', '.mjs', '.cjs'].map((extension) => resolve(module + extension)).find(existsSync);
if (!file) throw new Error(`no module ${module} in ${process.cwd()}`);
const handler = (await import(pathToFileURL(file).href))[name];

process.on('message', async (event) => {
  if (typeof event === 'object' && event !== null && 'aheadMs' in event) {
    aheadMs += Number(event.aheadMs);
    return process.send?.({});
  }
  const context = {
    awsRequestId: '00000000-0000-4000-8000-000000000000',
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => 30_000,
  };
  try {
    process.send?.({ result: await handler(event, context) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.send?.('ready');
