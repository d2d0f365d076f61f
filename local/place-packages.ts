import { constants } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

/**
 * Copies packages, with what they depend on, from `root`'s `node_modules` into the one of `target`: those that a bundle
 * cannot hold. Of native packages that is the one that npm has installed for this machine. What is there already in
 * the same version is left as it is, so that it costs nothing to build again.
 */
export async function placePackages(
  names: readonly string[],
  { root, target }: { readonly root: string; readonly target: string },
): Promise<void> {
  const found = new Map<string, InstalledPackage>();
  for (const name of names) await gather(name, join(root, 'package.json'), found);
  for (const installed of found.values()) {
    await place(installed, join(root, target));
  }
}

async function gather(name: string, from: string, found: Map<string, InstalledPackage>): Promise<void> {
  if (found.has(name)) return;
  const file = fileOf(name, from);
  if (file === undefined) throw new Error(`The package '${name}' is not installed; run npm ci.`);
  const read = packageSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  found.set(name, { name, version: read.version, folder: dirname(file) });
  for (const dependency of Object.keys(read.dependencies)) {
    if (!(dependency in read.optionalDependencies)) await gather(dependency, file, found);
  }
  // npm installs those that are for this machine.
  for (const optional of Object.keys(read.optionalDependencies)) {
    if (fileOf(optional, file) !== undefined) await gather(optional, file, found);
  }
}

function fileOf(name: string, from: string): string | undefined {
  try {
    return findPackageJSON(name, pathToFileURL(from));
  } catch {
    return undefined;
  }
}

/** At once or not at all: another build may do the same at the same time, and a process may have it loaded. */
async function place({ name, version, folder }: InstalledPackage, root: string): Promise<void> {
  const target = join(root, 'node_modules', name);
  if ((await versionIn(target)) === version) return;
  await mkdir(dirname(target), { recursive: true });
  // Beside the folder that is deployed, so that a build that is killed leaves nothing in it.
  const placing = await mkdtemp(`${root}.placing-`);
  try {
    // Temporary folders are their owner's alone.
    await chmod(placing, 0o755);
    await cp(folder, placing, { recursive: true, mode: constants.COPYFILE_FICLONE });
    await rm(target, { recursive: true, force: true });
    await rename(placing, target);
  } catch (error) {
    if ((await versionIn(target)) !== version) throw error;
  } finally {
    await rm(placing, { recursive: true, force: true });
  }
}

async function versionIn(folder: string): Promise<string | undefined> {
  try {
    return packageSchema.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).version;
  } catch {
    return undefined;
  }
}
