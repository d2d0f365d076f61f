import type { Term } from '../../domain/lease/lease.ts';
import type { RunId } from '../../domain/run/run-id.ts';

/** What a report's blob says of itself. */
export interface ReportIdentity {
  readonly runId: RunId;
  /** Lower-case hexadecimal digits of the SHA-256 of its bytes. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly contentType: string;
}

export type ReportCommit =
  | 'committed'
  /** The same report of the same run is there already: the commit came twice. */
  | 'already-committed'
  /** A report of a later epoch of the resource is there: this one is too late. */
  | 'superseded'
  /** Something that is no report of this resource is there, and stays. */
  | 'path-taken';

/** Takes a report piece by piece. Nobody sees anything of it before it is committed, whole and at once. */
export interface ReportWriter {
  /** Waits until there is room for more: memory does not grow with the report. Throws Unavailable. */
  write(chunk: Uint8Array): Promise<void>;

  /**
   * Makes what was written the blob at the path, with the term's epoch: one write, which replaces an earlier report of the
   * same resource and never a later one. Throws Unavailable; then it may have been done, and can be begun anew.
   */
  commit(identity: ReportIdentity): Promise<ReportCommit>;

  /** Gives up what was written; needs not to be called after a commit. Never throws. */
  abandon(): Promise<void>;
}

/** Holds the collected reports. Paths are `<container>/<name>`. */
export interface ReportStore {
  begin(path: string, term: Term): Promise<ReportWriter>;
}
