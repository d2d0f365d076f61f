import type { JsonObject } from '../json.ts';

/** A stored document: `body` holds the service's own properties (`_etag`, `_ts` …) beside the user's. */
export interface StoredDocument {
  readonly partition: string;
  readonly id: string;
  /** Rises in the order of creation, over restarts too; kept by replacements. */
  readonly recordNumber: number;
  /** Rises with every write to the store, over restarts too: the place in the change feed. */
  readonly version: number;
  /** Made of `version`. */
  readonly etag: string;
  /** Time of the last write, epoch seconds (`_ts`). */
  readonly writtenAtSeconds: number;
  readonly body: JsonObject;
  /** `body` as text, made once when the document is written. */
  readonly text: string;
}

const HEXADECIMAL = 16;

/** The ETag of what a write of this number left. */
export function etagOf(version: number): string {
  return `"${version.toString(HEXADECIMAL).padStart(16, '0')}"`;
}

/** The number of the write that left this ETag; NaN for what is no ETag of a document here. */
export function versionOf(etag: string): number {
  return Number.parseInt(etag.slice(1, -1), HEXADECIMAL);
}
