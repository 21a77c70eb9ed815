import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Site } from '../pipeline.ts';
import { loadSite } from '../site.ts';
import { eventFolders, homePath } from './site.ts';
import { UsageError } from './usage.ts';

const GIT = 'git:';
const MAX_ARCHIVE_BYTES = 500_000_000;

/**
 * The site to compare with: another folder of rules under the same settings, or `git:REF`, the site as it was in that revision,
 * so that a changed suppression is compared too.
 * @param rules the folder of rules that stands against it; the site's own if left out
 * @throws UsageError where the folder or revision cannot be read, FaultError with every fault of every file
 */
export async function loadOtherSite(other: string, rules: string | undefined): Promise<Site> {
  const load = (folder: string, settings: string): Promise<Site> =>
    loadSite({
      rules: folder,
      settings,
      eventFolders: eventFolders({ rules: folder }),
      requireTests: false,
      asWritten: rules !== undefined,
    });
  const ownSettings = homePath('trailbell.yml');
  if (!other.startsWith(GIT)) {
    if (!existsSync(other)) throw new UsageError(`--compare ${other}: there is no such folder`);
    return load(other, ownSettings);
  }
  const folder = await mkdtemp(join(tmpdir(), 'trailbell-compare-'));
  try {
    const own = resolve(rules ?? homePath('rules'));
    extract(other.slice(GIT.length), own, folder);
    const settings = join(folder, 'trailbell.yml');
    return await load(
      join(folder, basename(own)),
      rules === undefined && existsSync(settings) ? settings : ownSettings,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes the rules of a revision into a folder, and what stands beside them: their samples and settings. */
function extract(ref: string, rules: string, folder: string): void {
  const git = (...args: readonly string[]): Buffer =>
    execFileSync('git', args, { cwd: dirname(rules), stdio: 'pipe', maxBuffer: MAX_ARCHIVE_BYTES });
  try {
    const commit = git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`).toString().trim();
    const present = git('ls-tree', '--name-only', commit).toString().split('\n');
    const wanted = [basename(rules), ...['events', 'trailbell.yml'].filter((name) => present.includes(name))];
    execFileSync('tar', ['-x', '-C', folder], { input: git('archive', '--format=tar', commit, ...wanted) });
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
    throw new UsageError(`--compare ${GIT}${ref}: ${said.trim()}`, { cause });
  }
}
