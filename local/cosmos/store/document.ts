import type { JsonObject } from '../json.ts';

/** A stored document: `body` holds the service's own properties (`_etag`, `_ts` …) beside the user's. */
export interface StoredDocument {
  readonly partition: string;
  readonly id: string;
  /** Rises in the order of creation, over restarts too; kept by replacements. */
  readonly recordNumber: number;
  readonly etag: string;
  /** Time of the last write, epoch seconds (`_ts`). */
  readonly writtenAtSeconds: number;
  readonly body: JsonObject;
  /** `body` as text, made once when the document is written. */
  readonly text: string;
}
