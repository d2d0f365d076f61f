import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import type { BlobFile } from '../../application/ports/blob-store.ts';
import { isNotThere, translate } from './blob-errors.ts';

interface Listing {
  readonly prefix: string;
  readonly pageSize: number;
  readonly abortSignal?: AbortSignal;
}

/** The blobs of a container whose names begin with a prefix, none where there is no container. */
export async function* listBlobs(
  client: ContainerClient,
  { prefix, pageSize, abortSignal }: Listing,
): AsyncGenerator<BlobFile> {
  // Metadata tell a folder's own blob from an empty file.
  const options = { prefix, includeMetadata: true, ...(abortSignal === undefined ? {} : { abortSignal }) };
  try {
    for await (const page of client.listBlobsFlat(options).byPage({ maxPageSize: pageSize })) {
      yield* page.segment.blobItems
        .filter((item) => !isFolder(item))
        .map((item) => toBlobFile(client.containerName, item));
    }
  } catch (error) {
    if (!isNotThere(error)) throw translate(error, abortSignal);
  }
}

/** Accounts with a hierarchical namespace list their folders among the blobs. */
function isFolder({ metadata }: BlobItem): boolean {
  return metadata?.['hdi_isfolder'] === 'true';
}

function toBlobFile(container: string, { name, properties: { contentLength, etag } }: BlobItem): BlobFile {
  return {
    path: `${container}/${name}`,
    sizeBytes: contentLength ?? 0,
    // Lists give it without the quotes that conditions have to have.
    etag: etag.startsWith('"') ? etag : `"${etag}"`,
  };
}
