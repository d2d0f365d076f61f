import type { BlobDownloadResponseParsed, BlockBlobClient } from '@azure/storage-blob';
import { Unavailable } from '../../domain/errors.ts';
import { isChanged, isNotThere, translate } from './blob-errors.ts';

/** How often a download is taken up again that was broken off: large files take minutes. */
const MAX_RESUMPTIONS = 5;

export interface Download {
  /** For messages. */
  readonly path: string;
  readonly etag: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The content of a blob in chunks. A download that breaks off goes on where it was, for the same content only: throws
 * Unavailable when the blob was changed or deleted meanwhile, or since it had this ETag.
 */
export async function downloadBlob(
  client: BlockBlobClient,
  download: Download,
): Promise<AsyncIterable<Uint8Array>> {
  const first = await request(client, download, 0);
  return chunksOf(client, first, download);
}

async function* chunksOf(
  client: BlockBlobClient,
  first: BlobDownloadResponseParsed,
  download: Download,
): AsyncGenerator<Uint8Array> {
  const length = first.contentLength ?? 0;
  let body = first.readableStreamBody;
  let offset = 0;
  for (let resumptions = 0; ; resumptions += 1) {
    try {
      for await (const chunk of body ?? []) {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        offset += bytes.length;
        yield bytes;
      }
      if (offset >= length) return;
      throw new Unavailable(`The download of '${download.path}' ended early.`);
    } catch (error) {
      const broken = translate(error, download.signal);
      if (!(broken instanceof Unavailable) || resumptions === MAX_RESUMPTIONS) throw broken;
    }
    body = (await request(client, download, offset)).readableStreamBody;
  }
}

async function request(
  client: BlockBlobClient,
  { path, etag, signal }: Download,
  offset: number,
): Promise<BlobDownloadResponseParsed> {
  try {
    return await client.download(offset, undefined, {
      ...(signal === undefined ? {} : { abortSignal: signal }),
      conditions: { ifMatch: etag },
      // The SDK takes a broken connection for an abortion, and does not ask again: it is done here.
      maxRetryRequests: 0,
    });
  } catch (error) {
    if (isChanged(error) || isNotThere(error)) throw changedMeanwhile(path, error);
    throw translate(error, signal);
  }
}

function changedMeanwhile(path: string, cause: unknown): Unavailable {
  const message = `'${path}' was changed or deleted while it was read; it has to be read again from the start.`;
  return new Unavailable(message, undefined, { cause });
}
