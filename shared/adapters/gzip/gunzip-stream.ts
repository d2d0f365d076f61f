import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { invalidFile } from '../../domain/dataset/invalid-file.ts';
import { InvalidInput } from '../../domain/errors.ts';

const CHUNK_BYTES = 256 * 1024;

/** What zlib says of damaged data; it says Z_BUF_ERROR where they end early. */
const DAMAGED: ReadonlySet<unknown> = new Set(['Z_DATA_ERROR', 'Z_NEED_DICT', 'Z_STREAM_ERROR']);

/** Expands gzip data on the fly, with Node's zlib; see the port `Gunzip`. */
export async function* gunzipStream(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // Errors of both ends come out of the loop below.
  pipeline(chunks, gunzip, () => undefined);
  let expanded = 0;
  try {
    for await (const chunk of gunzip) {
      if (!(chunk instanceof Uint8Array)) continue;
      expanded += chunk.length;
      if (expanded > maxBytes) throw invalidFile(`It expands to more than ${maxBytes} bytes.`);
      yield chunk;
    }
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  if (error instanceof InvalidInput || !(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'Z_BUF_ERROR') return invalidFile('Its gzip data end early; the file is incomplete.');
  return DAMAGED.has(error.code) ? invalidFile(`Its gzip data are damaged (${error.message}).`) : error;
}
