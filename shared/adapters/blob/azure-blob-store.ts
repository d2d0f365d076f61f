import { RestError, type BlobServiceClient, type BlockBlobClient } from '@azure/storage-blob';
import { Unavailable } from '../../domain/errors.ts';
import type { BlobStore } from '../../application/ports/blob-store.ts';

/** What a condition that a blob must not exist fails with: BlobAlreadyExists on an upload, else ConditionNotMet. */
const ALREADY_THERE: ReadonlySet<string> = new Set(['BlobAlreadyExists', 'ConditionNotMet']);

/** Blobs of one storage account; a path's first part names the container. */
export class AzureBlobStore implements BlobStore {
  readonly #service: BlobServiceClient;

  constructor(service: BlobServiceClient) {
    this.#service = service;
  }

  async open(path: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    const options = signal === undefined ? {} : { abortSignal: signal };
    const response = await orUndefined(() => this.#blob(path).download(0, undefined, options));
    return response?.readableStreamBody === undefined ? undefined : chunksOf(response.readableStreamBody);
  }

  async readText(path: string): Promise<string | undefined> {
    const content = await orUndefined(() => this.#blob(path).downloadToBuffer());
    return content?.toString('utf8');
  }

  async writeOnce(path: string, text: string): Promise<void> {
    try {
      await this.#blob(path).upload(text, Buffer.byteLength(text), {
        conditions: { ifNoneMatch: '*' },
        blobHTTPHeaders: { blobContentType: 'application/json' },
      });
    } catch (error) {
      if (error instanceof RestError && ALREADY_THERE.has(error.code ?? '')) return;
      throw translate(error);
    }
  }

  #blob(path: string): BlockBlobClient {
    const slash = path.indexOf('/');
    return this.#service.getContainerClient(path.slice(0, slash)).getBlockBlobClient(path.slice(slash + 1));
  }
}

async function orUndefined<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 404) return undefined;
    throw translate(error);
  }
}

async function* chunksOf(stream: NodeJS.ReadableStream): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) {
      yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    }
  } catch (error) {
    throw translate(error);
  }
}

/** Time-outs, throttling and broken connections may be over at the next try; other refusals will not. */
function translate(error: unknown): unknown {
  const transient =
    error instanceof RestError &&
    (error.statusCode === undefined || error.statusCode === 429 || error.statusCode >= 500);
  return transient ? new Unavailable('Blob Storage did not answer.', undefined, { cause: error }) : error;
}
