import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import type { Resources } from '../../src/deploy/cloudformation.ts';
import type { Template } from '../../src/deploy/forwarder/template.ts';

const PACKAGED = [
  'serverless.yml',
  'serverless.forwarder.yml',
  'deploy.cjs',
  'package.json',
  'src',
  'handlers',
  'rules',
];

export interface Packaged {
  readonly template: Partial<Template>;
  /** The CloudFormation template's resources. */
  readonly resources: Resources;
  /** Unpacks the artefact of a function, by the key that the template gives it, and returns its folder. */
  unpack(s3Key: string): Promise<string>;
}

export interface PackageOptions {
  /** One of the services; serverless.yml if left out. */
  readonly config?: string;
  readonly region?: string;
  /** Values of `--param`. */
  readonly params?: Readonly<Record<string, string>>;
  /** Credentials and endpoints; without it there are none. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Packages a copy of the working folder with other files put over it, in an empty folder, as `npx serverless package` does. */
export async function packageService(
  folder: string,
  files: Readonly<Record<string, string>>,
  { config = 'serverless.yml', region = 'eu-central-1', params = {}, environment = {} }: PackageOptions = {},
): Promise<Packaged> {
  const service = join(folder, 'service');
  await Promise.all(PACKAGED.map((name) => cp(name, join(service, name), { recursive: true })));
  await symlink(join(process.cwd(), 'node_modules'), join(service, 'node_modules'));
  await Promise.all(Object.entries(files).map(([name, text]) => write(join(service, name), text)));
  await promisify(execFile)(
    process.execPath,
    [
      'node_modules/serverless/bin/serverless.js',
      'package',
      ...['--config', config, '--stage', 'test', '--region', region],
      ...Object.entries(params).map(([name, value]) => `--param=${name}=${value}`),
    ],
    { cwd: service, env: { HOME: folder, PATH: process.env.PATH, ...environment } },
  );
  const output = join(service, '.serverless');
  const template = JSON.parse(await readFile(join(output, 'cloudformation-template-update-stack.json'), 'utf8'));
  return {
    template,
    resources: template.Resources,
    unpack: async (s3Key) => {
      const name = s3Key.split('/').at(-1) ?? '';
      const root = join(folder, name.replace(/\.zip$/, ''));
      const entries = unzipSync(await readFile(join(output, name)));
      await Promise.all(Object.entries(entries).map(([entry, bytes]) => write(join(root, entry), bytes)));
      return root;
    },
  };
}

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
