import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Unavailable } from '../../domain/errors.ts';

const PREFIX = 'evenkeel-parquet-';
const NAME = /^evenkeel-parquet-(\d+)-/;

/**
 * Files on the local disk, for as long as something reads them. They are removed at once afterwards; what a killed
 * process left is removed by the next one that needs a file, which sees from the folder's name that its maker is gone.
 */
export class TemporaryFiles {
  readonly #parent: string;
  #folder: Promise<string> | undefined;
  #made = 0;
  #inUse = 0;

  constructor(parent: string = tmpdir()) {
    this.#parent = parent;
  }

  /** The folder of this process, of one name for as long as it lives. It is there while one of its files is. */
  folder(): Promise<string> {
    this.#folder ??= this.#make().catch((error: unknown) => {
      this.#folder = undefined;
      throw error;
    });
    return this.#folder;
  }

  /** Calls `work` with the path of a file that holds the content. Throws Unavailable when the disk is full. */
  async with<T>(content: AsyncIterable<Uint8Array>, work: (path: string) => Promise<T>): Promise<T> {
    const folder = await this.folder();
    this.#made += 1;
    this.#inUse += 1;
    const path = join(folder, `${this.#made}.parquet`);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await pipeline(content, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      return await work(path);
    } catch (error) {
      throw isDiskFull(error)
        ? new Unavailable('The local disk has no room for a Parquet file.', undefined, { cause: error })
        : error;
    } finally {
      await rm(path, { force: true });
      this.#inUse -= 1;
      // At once, so that nobody begins a file in between.
      if (this.#inUse === 0) rmSync(folder, { recursive: true, force: true });
    }
  }

  async #make(): Promise<string> {
    for (const name of await readdir(this.#parent)) {
      const path = join(this.#parent, name);
      // Two processes may do so at the same time, and one may not be allowed to.
      if (await isAbandoned(name, path))
        await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
    return mkdtemp(join(this.#parent, `${PREFIX}${process.pid}-`));
  }
}

async function isAbandoned(name: string, path: string): Promise<boolean> {
  const processId = Number(NAME.exec(name)?.[1] ?? NaN);
  if (Number.isNaN(processId)) return false;
  if (processId !== process.pid) return !isRunning(processId);
  // In a container every process may have the same id: what is older than this one was made by another.
  const made = await stat(path).catch(() => undefined);
  return made !== undefined && made.birthtimeMs < performance.timeOrigin;
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // Another user's process is running, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
