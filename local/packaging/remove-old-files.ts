import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes the files of a folder that have not been written for so long. Another process may do the same meanwhile. */
export async function removeOldFiles(folder: string, keptForMs: number): Promise<void> {
  const oldest = Date.now() - keptForMs;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const written = (await stat(path).catch(() => undefined))?.mtimeMs;
    if (written !== undefined && written < oldest) await rm(path, { force: true });
  }
}
