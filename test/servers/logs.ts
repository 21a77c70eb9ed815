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
      const ids = [...pattern.matchAll(/\$\.messageId = "([^"]+)"/g)].map(([, id]) => id);
      const level = /\$\.level = "(\w+)"/.exec(pattern)?.[1];
      const found = lines.filter((line) => textAt(line, 'level') === level && ids.includes(textAt(line, 'messageId')));
      const at = Number(textAt(input, 'nextToken') ?? 0);
      const events = arrayAt({ found }, 'found')
        .slice(at, at + 1)
        .map((line) => ({ message: JSON.stringify(line) }));
      return { events, ...(at + 1 < found.length && { nextToken: String(at + 1) }) };
    },
  });
}
