import { closeSync, openSync, readSync } from 'node:fs';

/** As a download brings them. */
const CHUNK_BYTES = 64 * 1024;

/** A file's bytes in pieces, each valid until the next is asked for. */
export function* readChunks(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}
