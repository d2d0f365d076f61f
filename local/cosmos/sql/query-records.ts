import type { JsonObject, Value } from '../json.ts';
import type { ValueRange } from './value-range.ts';

/** A document as a query sees it; record numbers rise in the order of creation. */
export interface QueryRecord {
  readonly recordNumber: number;
  readonly body: JsonObject;
  /** `body` as text; its length is what reading the document is charged by. */
  readonly text: string;
}

/** Which way to read an index, and after which place (exclusive) to begin. */
export interface Seek {
  readonly descending: boolean;
  readonly after: { readonly value: Value; readonly recordNumber: number } | undefined;
}

/** All documents in the order of their values at one path, equal values in the order of creation. */
export interface RecordIndex {
  /** How many there are in the range, at most. */
  count(range: ValueRange): number;
  read(range: ValueRange, seek: Seek): Iterable<QueryRecord>;
}

/** The documents a query is about: those of a container or of one of its partitions. */
export interface QueryRecords {
  readonly size: number;
  /** The index whose values are all undefined: it leaves the order of creation. */
  readonly creationOrder: RecordIndex;
  /** Undefined when there are so few documents that reading all of them is as good. */
  index(path: readonly string[]): RecordIndex | undefined;
}
