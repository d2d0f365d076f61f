import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Copies files of a folder into another one. A file that is there already is left as it is; each is there at once or
 * not at all: another build may do the same at the same time, and a process may be reading them.
 */
export async function placeFiles(
  names: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of names) {
    const [source, target] = [join(from, name), join(to, name)];
    if (await isSame(source, target)) continue;
    const placing = `${target}.placing-${process.pid}`;
    try {
      await copyFile(source, placing);
      await rename(placing, target);
    } finally {
      await rm(placing, { force: true });
    }
  }
}

async function isSame(source: string, target: string): Promise<boolean> {
  try {
    return (await readFile(source)).equals(await readFile(target));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
