import type { RunId } from '../run/run-id.ts';
import type { DataFormat } from './data-source.ts';

/** The blob that a run of a report collection has committed, as it was then. */
export interface CollectedReport {
  readonly kind: 'collected-report';
  readonly runId: RunId;
  /** `<container>/<name>`, taken as it is: neither braces nor "*" stand for anything. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Of its bytes, lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly format: DataFormat;
}
