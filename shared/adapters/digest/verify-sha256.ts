import { createHash } from 'node:crypto';
import { invalidFile } from '../../domain/dataset/invalid-file.ts';

/** Passes chunks on, and refuses them at the end when they are others than expected; see the port `VerifyDigest`. */
export async function* verifySha256(
  chunks: AsyncIterable<Uint8Array>,
  sha256: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  const found = hash.digest('hex');
  if (found === sha256) return;
  throw invalidFile(`It was replaced since it was collected: its SHA-256 was ${sha256} and is ${found}.`);
}
