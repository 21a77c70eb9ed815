import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type Files = Readonly<Record<string, string | Buffer>>;

/** A rule for each `StopLogging`. */
export const RULE = `title: Trail stopped
description: Someone stopped a trail.
severity: high
pattern: { detail: { eventName: [StopLogging] } }
alert: { summary: "{identity.name} stopped trail {event.requestParameters.name}" }
runbook: Ask.
`;

export function stopLogging(changes: object = {}): object {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'alice', arn: 'arn:aws:iam::123456789012:user/alice' },
    eventID: '11111111-2222-3333-4444-555555555555',
    eventTime: '2026-03-14T09:26:53Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    eventType: 'AwsApiCall',
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.7',
    requestParameters: { name: 'main' },
    recipientAccountId: '123456789012',
    ...changes,
  };
}

/** A file as CloudTrail writes it. */
export function log(...records: readonly unknown[]): string {
  return JSON.stringify({ Records: records });
}

/** A fresh temporary folder that holds files. */
export async function folderOf(files: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'trailbell-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return root;
}

/** What `--json` prints. */
export function findingsIn(stdout: string): { readonly event: { readonly eventID: string } }[] {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

export function eventIdsIn(stdout: string): string[] {
  return findingsIn(stdout).map(({ event }) => event.eventID);
}
