import type { BlobStore } from '../../../shared/application/ports/blob-store.ts';

/** Blobs in memory; `put` is what a caller's upload would be. */
export class MemoryBlobStore implements BlobStore {
  readonly #texts = new Map<string, string>();

  put(path: string, text: string): void {
    this.#texts.set(path, text);
  }

  paths(): string[] {
    return [...this.#texts.keys()];
  }

  async open(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const text = this.#texts.get(path);
    return text === undefined ? undefined : chunks(text);
  }

  async readText(path: string): Promise<string | undefined> {
    return this.#texts.get(path);
  }

  async writeOnce(path: string, text: string): Promise<void> {
    if (!this.#texts.has(path)) this.#texts.set(path, text);
  }
}

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
