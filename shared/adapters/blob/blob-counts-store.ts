import type { BlobStore } from '../../application/ports/blob-store.ts';
import type { CountsStore } from '../../application/ports/counts-store.ts';
import { sampleCounts } from '../../contracts/sample-counts.ts';
import type { SampleCounts } from '../../domain/stability/sample-counts.ts';

/** Counts as JSON blobs. */
export class BlobCountsStore implements CountsStore {
  readonly #blobs: Pick<BlobStore, 'readText' | 'writeOnce'>;

  constructor(blobs: Pick<BlobStore, 'readText' | 'writeOnce'>) {
    this.#blobs = blobs;
  }

  async writeOnce(path: string, counts: SampleCounts): Promise<void> {
    await this.#blobs.writeOnce(path, JSON.stringify(counts));
  }

  async read(path: string): Promise<SampleCounts | undefined> {
    const text = await this.#blobs.readText(path);
    if (text === undefined) return undefined;
    const parsed = sampleCounts.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  }
}
