import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { isObject, parseJson } from '../cloudtrail/json.ts';
import { UsageError } from './usage.ts';

export interface NamedEvent {
  readonly name: string;
  readonly event: unknown;
}

/** Events of files (`-` for stdin): one JSON value, or one to a line. @throws UsageError for what is neither. */
export async function readEvents(files: readonly string[]): Promise<NamedEvent[]> {
  const texts = await Promise.all(
    files.map(async (file) =>
      file === '-' ? { name: 'stdin', text: await readAll(process.stdin) } : { name: file, text: await readText(file) },
    ),
  );
  return texts.flatMap(({ name, text }) => parseEvents(name, text));
}

function parseEvents(name: string, text: string): NamedEvent[] {
  try {
    return [{ name, event: checked(name, parseJson(text)) }];
  } catch (error) {
    if (error instanceof UsageError) throw error;
  }
  const lines = text
    .split('\n')
    .flatMap((line, index) => (line.trim() ? [{ line, name: `${name}:${index + 1}` }] : []));
  if (lines.length === 0) throw new UsageError(`${name}: is empty; expected an event as JSON`);
  return lines.map(({ line, name }) => {
    try {
      return { name, event: checked(name, parseJson(line)) };
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`${name}: is not JSON: ${(error as Error).message}`);
    }
  });
}

function checked(name: string, event: unknown): unknown {
  if (!isObject(event)) throw new UsageError(`${name}: must be a JSON object, as EventBridge delivers events`);
  return event;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: cannot be read: ${(error as Error).message}`);
  }
}
