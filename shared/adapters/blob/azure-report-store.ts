import type { BlobServiceClient } from '@azure/storage-blob';
import type { ReportStore, ReportWriter } from '../../application/ports/report-store.ts';
import type { Term } from '../../domain/lease/lease.ts';
import { partsOf } from './blob-path.ts';
import { BlockReportWriter } from './block-report-writer.ts';

/** Of a block: a report may have 50,000, so this is enough for 195 GiB. */
const BLOCK_BYTES = 4 * 1024 * 1024;

interface Options {
  /** Gives a text that was never given before. */
  readonly uniqueId: () => string;
  readonly blockBytes?: number;
}

/**
 * Reports as block blobs. What is written is put on the final path as blocks that belong to no blob yet, which nobody can
 * see and which Blob Storage throws away after a week; the commit is one request that makes them the blob.
 */
export class AzureReportStore implements ReportStore {
  readonly #service: BlobServiceClient;
  readonly #uniqueId: () => string;
  readonly #blockBytes: number;

  constructor(service: BlobServiceClient, { uniqueId, blockBytes = BLOCK_BYTES }: Options) {
    this.#service = service;
    this.#uniqueId = uniqueId;
    this.#blockBytes = blockBytes;
  }

  async begin(path: string, term: Term): Promise<ReportWriter> {
    const { container, name } = partsOf(path);
    const blob = this.#service.getContainerClient(container).getBlockBlobClient(name);
    return new BlockReportWriter(blob, {
      path,
      term,
      writerId: this.#uniqueId(),
      blockBytes: this.#blockBytes,
    });
  }
}
