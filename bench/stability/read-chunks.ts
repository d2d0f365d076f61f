import { open } from 'node:fs/promises';
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

const AHEAD_BYTES = 1024 * 1024;

/**
 * The same while the next piece is read by another thread, as a download comes. A piece is valid until the next one is
 * asked for.
 */
export async function* readChunksAhead(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    let buffer = Buffer.allocUnsafe(AHEAD_BYTES);
    let other = Buffer.allocUnsafe(AHEAD_BYTES);
    let reading = file.read(buffer, 0, AHEAD_BYTES);
    for (let { bytesRead } = await reading; bytesRead > 0; { bytesRead } = await reading) {
      reading = file.read(other, 0, AHEAD_BYTES);
      yield buffer.subarray(0, bytesRead);
      [buffer, other] = [other, buffer];
    }
  } finally {
    await file.close();
  }
}
