import { open, stat } from 'node:fs/promises';
import type { BlobFile, BlobStore } from '../../shared/application/ports/blob-store.ts';
import { Unavailable } from '../../shared/domain/errors.ts';
import { CommandFailed } from '../command/failures.ts';

/** Chunks of this size cost little to begin, and are still small beside what is counted. */
const CHUNK_BYTES = 1024 * 1024;

/** A file of this machine, as it is now. Throws CommandFailed for what is none. */
export async function toFile(path: string): Promise<BlobFile> {
  try {
    const found = await stat(path, { bigint: true });
    if (found.isFile())
      return { path, sizeBytes: Number(found.size), etag: `${found.mtimeNs}-${found.size}` };
  } catch (error) {
    throw new CommandFailed(`There is no file '${path}'.`, { cause: error });
  }
  throw new CommandFailed(`'${path}' is no file.`);
}

/** Opens files of this machine. Throws Unavailable for one that has changed since it was looked at. */
export const fileBlobs: Pick<BlobStore, 'openUnchanged'> = {
  openUnchanged: async ({ path, etag }) => {
    if ((await toFile(path)).etag !== etag) throw new Unavailable(`'${path}' was changed while it was read.`);
    return chunksOf(path);
  },
};

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    yield* file.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false });
  } finally {
    await file.close();
  }
}
