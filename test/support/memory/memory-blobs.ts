import type { BlobFile, BlobStore } from '../../../shared/application/ports/blob-store.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';

interface StoredBlob {
  readonly content: Uint8Array;
  readonly etag: string;
}

/** Blobs in memory; `put` is what a caller's upload would be. */
export class MemoryBlobStore implements BlobStore {
  readonly #blobs = new Map<string, StoredBlob>();
  #written = 0;

  /** Gives the ETag that the blob now has. */
  put(path: string, content: string | Uint8Array): string {
    this.#written += 1;
    const etag = `"${this.#written}"`;
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.#blobs.set(path, { content: bytes, etag });
    return etag;
  }

  etagOf(path: string): string | undefined {
    return this.#blobs.get(path)?.etag;
  }

  delete(path: string): void {
    this.#blobs.delete(path);
  }

  paths(): string[] {
    return [...this.#blobs.keys()];
  }

  async *list(prefix: string, signal?: AbortSignal): AsyncGenerator<BlobFile> {
    for (const [path, { content, etag }] of this.#blobs) {
      signal?.throwIfAborted();
      if (path.startsWith(prefix)) yield { path, sizeBytes: content.length, etag };
    }
  }

  async openUnchanged({ path, etag }: BlobFile): Promise<AsyncIterable<Uint8Array>> {
    const blob = this.#blobs.get(path);
    if (blob?.etag !== etag) {
      throw new Unavailable(
        `'${path}' was changed or deleted while it was read; it has to be read again from the start.`,
      );
    }
    return chunks(blob.content);
  }

  async readText(path: string): Promise<string | undefined> {
    const blob = this.#blobs.get(path);
    return blob === undefined ? undefined : new TextDecoder().decode(blob.content);
  }

  async writeOnce(path: string, text: string): Promise<void> {
    if (!this.#blobs.has(path)) this.put(path, text);
  }
}

async function* chunks(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
