import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });

/** As many digits of a commit's id as tell it apart, and its name in lists. */
const DIGITS = 12;

/**
 * What a build calls itself: the version in package.json and the commit that it is made from, such as
 * `0.1.0+3f2a9c01b4de`, or the version alone where there is no repository. Changes that are not committed do not show.
 */
export async function appVersion(root: string): Promise<string> {
  const { version } = packageSchema.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  const commit = await commitOf(root);
  return commit === undefined ? version : `${version}+${commit}`;
}

async function commitOf(root: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: root });
    return stdout.trim().slice(0, DIGITS);
  } catch {
    return undefined;
  }
}
