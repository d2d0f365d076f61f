import type { JsonObject } from '../json.ts';

/** A document as a query sees it; record numbers rise in the order of creation. */
export interface QueryRecord {
  readonly recordNumber: number;
  readonly body: JsonObject;
}
