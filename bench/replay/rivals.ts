import { execFileSync, spawn } from 'node:child_process';
import { DuckDBInstance } from '@duckdb/node-api';

/** One rule, as others would look for it: a trail was stopped or deleted. */
const JQ = `.Records[] | select(.eventSource == "cloudtrail.amazonaws.com" and (.eventName | IN("StopLogging", "DeleteTrail"))
  and (has("errorCode") | not)) | .eventID`;
/** What a record is read as: the three fields alone, which is the fastest that it can be asked. */
const DUCKDB = `
  SELECT count(*) FROM (
    SELECT unnest(Records) AS record FROM read_json($files,
      columns = { Records: 'STRUCT(eventSource VARCHAR, eventName VARCHAR, errorCode VARCHAR, eventID VARCHAR)[]' },
      format = 'auto', maximum_object_size = 2000000000)
  )
  WHERE record.eventSource = 'cloudtrail.amazonaws.com' AND record.eventName IN ('StopLogging', 'DeleteTrail')
    AND record.errorCode IS NULL`;

/** Unpacks files to nowhere on as many processes as cores, with few starts of the program. Resolves to seconds. */
export function unpackWithGzip(files: readonly string[], processes: number): Promise<number> {
  const each = Math.max(1, Math.ceil(files.length / (processes * 8)));
  return timeShell(`xargs -0 -P${processes} -n${each} gzip -dc > /dev/null`, files);
}

/** One rule by `jq` alone. Resolves to seconds. */
export function searchWithJq(files: readonly string[]): Promise<number> {
  return timeShell(`xargs -0 gzip -dc | jq -r '${JQ}' > /dev/null`, files);
}

/** Whether a program is there. */
export function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** One rule by DuckDB, with all its threads. Resolves to seconds, its start left out. */
export async function searchWithDuckDb(files: readonly string[]): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ');
    const started = performance.now();
    await connection.runAndReadAll(DUCKDB.replace('$files', () => `[${list}]`));
    return (performance.now() - started) / 1000;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function timeShell(command: string, files: readonly string[]): Promise<number> {
  const started = performance.now();
  const shell = spawn('sh', ['-c', command], { stdio: ['pipe', 'ignore', 'inherit'] });
  shell.stdin.end(files.map((file) => `${file}\0`).join(''));
  return new Promise((resolve, reject) => {
    shell.on('error', reject).on('close', (code) => {
      if (code === 0) resolve((performance.now() - started) / 1000);
      else reject(new Error(`${command}: exit ${code}`));
    });
  });
}
