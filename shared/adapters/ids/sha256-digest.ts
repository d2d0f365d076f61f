import { createHash } from 'node:crypto';
import type { Digest } from '../../application/ports/environment.ts';

/** A SHA-256 that grows with what it is given. */
export function sha256Digest(): Digest {
  const hash = createHash('sha256');
  return {
    update(chunk) {
      hash.update(chunk);
    },
    finish: () => hash.digest('hex'),
  };
}
