import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { PageAsset, PageAssets } from '../../application/ports/page-assets.ts';

/** A name that leads nowhere else: no separators, and no dot at the beginning. */
const PLAIN_NAME = /^[a-z0-9][a-z0-9.-]*$/i;

/** The files of one folder. Each is read once, when it is asked for first. */
export class FolderAssets implements PageAssets {
  readonly #folder: URL;
  readonly #read = new Map<string, PageAsset>();

  /** The folder's address has to end in a slash. */
  constructor(folder: URL) {
    this.#folder = folder;
  }

  async read(name: string): Promise<PageAsset | undefined> {
    if (!PLAIN_NAME.test(name)) return undefined;
    const known = this.#read.get(name) ?? (await readAsset(new URL(name, this.#folder)));
    if (known !== undefined) this.#read.set(name, known);
    return known;
  }
}

async function readAsset(file: URL): Promise<PageAsset | undefined> {
  try {
    const bytes = await readFile(file);
    return { bytes, version: createHash('sha256').update(bytes).digest('hex').slice(0, 32) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
