import { arrayAt, textAt } from '../../src/cloudtrail/json.ts';
import { startAwsService } from './aws-json.ts';
import type { HttpServer } from './http.ts';

/** CloudWatch Logs' FilterLogEvents, one line to a page, over lines of JSON by log group. */
export function startLogs(groups: Readonly<Record<string, readonly object[]>>): Promise<HttpServer> {
  return startAwsService({
    'Logs_20140328.FilterLogEvents': (input) => {
      const lines = groups[textAt(input, 'logGroupName') ?? ''];
      if (!lines) return { refusal: 'ResourceNotFoundException' };
      const pattern = textAt(input, 'filterPattern') ?? '';
      if (pattern.length > 1024) return { refusal: 'InvalidParameterException' };
      const found = lines.filter((line) => meets(pattern, line));
      const at = Number(textAt(input, 'nextToken') ?? 0);
      const events = arrayAt({ found }, 'found')
        .slice(at, at + 1)
        .map((line) => ({ message: JSON.stringify(line) }));
      return { events, ...(at + 1 < found.length && { nextToken: String(at + 1) }) };
    },
  });
}

/** A filter pattern such as `{ $.level = "ERROR" && ($.id = "1" || $.id = "2") }`: all of its groups, any within one. */
function meets(pattern: string, line: object): boolean {
  const groups = pattern.replace(/^\{ | \}$/g, '').split(' && ');
  return groups.every((group) =>
    [...group.matchAll(/\$\.(\w+) = "([^"]*)"/g)].some(([, key = '', value]) => textAt(line, key) === value),
  );
}
