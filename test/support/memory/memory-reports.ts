import type {
  ReportCommit,
  ReportIdentity,
  ReportStore,
  ReportWriter,
} from '../../../shared/application/ports/report-store.ts';
import type { Term } from '../../../shared/domain/lease/lease.ts';
import type { MemoryBlobStore } from './memory-blobs.ts';

interface StoredReport extends ReportIdentity {
  readonly resource: string;
  readonly epoch: number;
  /** Of the blob that it was committed as: written over since, it is no report any more. */
  readonly etag: string;
}

/**
 * Reports among the blobs of a memory store, which sees the committed ones only.
 *
 * `isFenced`: as they are to be. Otherwise a late commit replaces a newer report: for tests that show what the epoch is
 * good for.
 */
export class MemoryReportStore implements ReportStore {
  readonly #blobs: MemoryBlobStore;
  readonly #isFenced: boolean;
  readonly #reports = new Map<string, StoredReport>();

  constructor(blobs: MemoryBlobStore, { isFenced = true }: { readonly isFenced?: boolean } = {}) {
    this.#blobs = blobs;
    this.#isFenced = isFenced;
  }

  async begin(path: string, term: Term): Promise<ReportWriter> {
    const chunks: Uint8Array[] = [];
    return {
      write: async (chunk) => {
        chunks.push(Uint8Array.from(chunk));
      },
      commit: async (identity) => this.#commit({ path, term, identity }, Buffer.concat(chunks)),
      abandon: async () => {
        chunks.length = 0;
      },
    };
  }

  /** What is known of the report at a path, if there is one. */
  reportAt(path: string): StoredReport | undefined {
    const report = this.#reports.get(path);
    return report !== undefined && report.etag === this.#blobs.etagOf(path) ? report : undefined;
  }

  #commit(
    { path, term, identity }: { path: string; term: Term; identity: ReportIdentity },
    content: Buffer,
  ): ReportCommit {
    if (content.length !== identity.sizeBytes) throw new Error(`'${path}' was not written as a whole.`);
    const refusal = this.#refusalOf(path, term, identity);
    if (refusal !== undefined) return refusal;
    const etag = this.#blobs.put(path, content);
    this.#reports.set(path, { ...identity, resource: term.resource, epoch: term.epoch, etag });
    return 'committed';
  }

  #refusalOf(path: string, { resource, epoch }: Term, identity: ReportIdentity): ReportCommit | undefined {
    if (this.#blobs.etagOf(path) === undefined) return undefined;
    const present = this.reportAt(path);
    if (present?.resource !== resource) return 'path-taken';
    if (present.runId === identity.runId && present.sha256 === identity.sha256) return 'already-committed';
    return this.#isFenced && present.epoch > epoch ? 'superseded' : undefined;
  }
}
