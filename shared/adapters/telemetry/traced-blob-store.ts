import type { BlobFile, BlobStore } from '../../application/ports/blob-store.ts';
import { failureOf } from './span.ts';
import type { OpenSpan, Tracer } from './tracer.ts';

/** The spans of files that steps of runs read, each from its opening to its last byte, and of what they write. */
export class TracedBlobStore implements BlobStore {
  readonly #blobs: BlobStore;
  readonly #tracer: Tracer;

  constructor(blobs: BlobStore, tracer: Tracer) {
    this.#blobs = blobs;
    this.#tracer = tracer;
  }

  list(prefix: string, signal?: AbortSignal): AsyncIterable<BlobFile> {
    return this.#blobs.list(prefix, signal);
  }

  async openUnchanged(file: BlobFile, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    if (this.#tracer.activeRun === undefined) return this.#blobs.openUnchanged(file, signal);
    const span = this.#tracer.begin({
      ...{ name: 'read blob', kind: 'client' },
      attributes: { 'evenkeel.blob.path': file.path, 'evenkeel.blob.size': file.sizeBytes },
    });
    try {
      return readWithin(span, await this.#blobs.openUnchanged(file, signal));
    } catch (error) {
      span.fail(failureOf(error));
      span.end();
      throw error;
    }
  }

  readText(path: string): Promise<string | undefined> {
    return this.#blobs.readText(path);
  }

  writeOnce(path: string, text: string): Promise<void> {
    if (this.#tracer.activeRun === undefined) return this.#blobs.writeOnce(path, text);
    const attributes = { 'evenkeel.blob.path': path, 'evenkeel.blob.size': Buffer.byteLength(text) };
    const start = { name: 'write blob', kind: 'client', attributes } as const;
    return this.#tracer.within(start, () => this.#blobs.writeOnce(path, text));
  }
}

/** Ends the span with the last chunk, or where whoever reads breaks off. */
async function* readWithin(span: OpenSpan, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      yield chunk;
    }
  } catch (error) {
    span.fail(failureOf(error));
    throw error;
  } finally {
    span.set({ 'evenkeel.blob.read': bytes });
    span.end();
  }
}
