import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataDirInUse, lockDataDir } from '../lock-data-dir.ts';
import { compilePage } from './compile-page.ts';
import { packPage } from './pack-page.ts';
import { digestOfInputs } from './page-inputs.ts';
import { pageVersionIn, placePage } from './place-page.ts';

/** Where built pages are kept, by the digest of what they are built from. */
const CACHE = '.cache/web-page';

/** More would be of branches that nobody is on. */
const KEPT_PAGES = 4;

const LOOK_AGAIN_MS = 200;

/** What Angular copies as it is. */
const PUBLIC = 'web/public';

const LICENCES = '3rdpartylicenses.txt';

/** Has a page built: its files are then in `out/browser`. */
export type CompilePage = (root: string, out: string) => Promise<void>;

/**
 * Builds the web page of `root` into its folder `target`, compressed and with a list of its files. What has been built from
 * the same files before is taken again, so that it costs nothing to build again; of several builds at the same time one
 * builds, and the others wait for it.
 */
export async function buildWebPage(
  { root, target }: { readonly root: string; readonly target: string },
  compile: CompilePage = compilePage,
): Promise<void> {
  const cache = join(root, CACHE);
  const page = join(cache, await digestOfInputs(root));
  if ((await pageVersionIn(page)) === undefined) await buildAlone({ root, cache, page }, compile);
  await placePage(page, join(root, target));
}

interface Places {
  readonly root: string;
  readonly cache: string;
  readonly page: string;
}

async function buildAlone({ root, cache, page }: Places, compile: CompilePage): Promise<void> {
  await mkdir(cache, { recursive: true });
  const unlock = await lockWhenFree(cache);
  try {
    // Another build may have made it meanwhile.
    if ((await pageVersionIn(page)) === undefined) await buildInto({ root, cache, page }, compile);
  } finally {
    unlock();
  }
}

async function lockWhenFree(cache: string): Promise<() => void> {
  for (;;) {
    try {
      return lockDataDir(cache);
    } catch (error) {
      if (!(error instanceof DataDirInUse || isBusy(error))) throw error;
      await delay(LOOK_AGAIN_MS);
    }
  }
}

/** SQLite's own answer where two make the file of the lock at the same time. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}

async function buildInto({ root, cache, page }: Places, compile: CompilePage): Promise<void> {
  await removeUnfinished(cache);
  const building = await mkdtemp(join(cache, 'building-'));
  await compile(root, join(building, 'out'));
  const files = join(building, 'out', 'browser');
  await copyFile(join(building, 'out', LICENCES), join(files, LICENCES));
  await packPage({ from: files, asTheyAre: join(root, PUBLIC) }, join(building, 'packed'));
  await rename(join(building, 'packed'), page);
  await rm(building, { recursive: true });
  await removeOldest(cache, KEPT_PAGES);
}

/** What a build that was killed has left. Only one is at work at a time. */
async function removeUnfinished(cache: string): Promise<void> {
  const left = (await readdir(cache)).filter((name) => name.startsWith('building-'));
  await Promise.all(left.map(async (name) => rm(join(cache, name), { recursive: true, force: true })));
}

async function removeOldest(cache: string, kept: number): Promise<void> {
  const pages = (await readdir(cache)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  const dated = await Promise.all(
    pages.map(async (name) => ({ name, at: (await stat(join(cache, name))).mtimeMs })),
  );
  const old = dated.sort((one, other) => other.at - one.at).slice(kept);
  await Promise.all(old.map(async ({ name }) => rm(join(cache, name), { recursive: true, force: true })));
}
