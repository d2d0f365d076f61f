import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WEB_PAGE_MANIFEST, webPageManifest } from '../../shared/contracts/web-page.ts';

/**
 * Copies a packed page to where the app finds it, `to`, at once or not at all: another build may do the same at the same
 * time. One that is there in the same version is left as it is. An app that runs has read all of its page when it was asked
 * for the first time.
 */
export async function placePage(from: string, to: string): Promise<void> {
  const version = await pageVersionIn(from);
  if ((await pageVersionIn(to)) === version) return;
  await mkdir(dirname(to), { recursive: true });
  // Beside the folder that is deployed, so that a build that is killed leaves nothing in it.
  const placing = await mkdtemp(`${dirname(to)}.placing-`);
  try {
    // Temporary folders are their owner's alone.
    await chmod(placing, 0o755);
    await cp(from, join(placing, 'new'), { recursive: true });
    await moveAway(to, join(placing, 'old'));
    await rename(join(placing, 'new'), to);
  } catch (error) {
    if ((await pageVersionIn(to)) !== version) throw error;
  } finally {
    await rm(placing, { recursive: true, force: true });
  }
}

async function moveAway(folder: string, to: string): Promise<void> {
  try {
    await rename(folder, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Undefined where there is no page, or not a whole one. */
export async function pageVersionIn(folder: string): Promise<string | undefined> {
  try {
    return webPageManifest.parse(JSON.parse(await readFile(join(folder, WEB_PAGE_MANIFEST), 'utf8'))).version;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
