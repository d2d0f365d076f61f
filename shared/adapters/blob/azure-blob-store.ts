import type { BlobServiceClient, BlockBlobClient } from '@azure/storage-blob';
import type { BlobFile, BlobStore } from '../../application/ports/blob-store.ts';
import { isAlreadyThere, isNotThere, translate } from './blob-errors.ts';
import { partsOf } from './blob-path.ts';
import { downloadBlob } from './download-blob.ts';
import { listBlobs } from './list-blobs.ts';

/** As many as Azure gives at most. */
const LIST_PAGE_SIZE = 5_000;

/** Blobs of one storage account; a path's first part names the container. */
export class AzureBlobStore implements BlobStore {
  readonly #service: BlobServiceClient;
  readonly #listPageSize: number;

  constructor(service: BlobServiceClient, { listPageSize = LIST_PAGE_SIZE } = {}) {
    this.#service = service;
    this.#listPageSize = listPageSize;
  }

  list(prefix: string, signal?: AbortSignal): AsyncIterable<BlobFile> {
    const { container, name } = partsOf(prefix);
    const client = this.#service.getContainerClient(container);
    const listing = { prefix: name, pageSize: this.#listPageSize };
    return listBlobs(client, signal === undefined ? listing : { ...listing, abortSignal: signal });
  }

  async openUnchanged({ path, etag }: BlobFile, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    return downloadBlob(this.#blob(path), { path, etag, signal });
  }

  async readText(path: string): Promise<string | undefined> {
    try {
      return (await this.#blob(path).downloadToBuffer()).toString('utf8');
    } catch (error) {
      if (isNotThere(error)) return undefined;
      throw translate(error);
    }
  }

  async writeOnce(path: string, text: string): Promise<void> {
    try {
      await this.#blob(path).upload(text, Buffer.byteLength(text), {
        conditions: { ifNoneMatch: '*' },
        blobHTTPHeaders: { blobContentType: 'application/json' },
      });
    } catch (error) {
      if (isAlreadyThere(error)) return;
      throw translate(error);
    }
  }

  #blob(path: string): BlockBlobClient {
    const { container, name } = partsOf(path);
    return this.#service.getContainerClient(container).getBlockBlobClient(name);
  }
}
