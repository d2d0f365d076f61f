import type { QueryRecords, RecordIndex } from '../sql/query-records.ts';
import type { StoredDocument } from './document.ts';
import type { DocumentTable } from './document-table.ts';
import { PathIndex } from './path-index.ts';

// Reading and sorting so many takes under a millisecond: not worth the index of a path nobody else asks for.
const SMALL_PARTITION = 1000;

/** What a query over all partitions reads. */
export function containerRecords(documents: DocumentTable): QueryRecords {
  return {
    size: documents.size,
    creationOrder: documents.creationOrder,
    index: (path) => documents.index(path),
  };
}

/**
 * What a query over one partition reads. Indexes are the container's; other partitions are left out on the way.
 *
 * @param smallest how many documents a partition has at least that is read by indexes.
 */
export function partitionRecords(
  documents: DocumentTable,
  partition: string,
  smallest = SMALL_PARTITION,
): QueryRecords {
  const own = documents.partition(partition);
  return {
    size: own.size,
    creationOrder: new PathIndex([], own.values()),
    index: (path) => (own.size < smallest ? undefined : within(documents.index(path), partition)),
  };
}

function within(index: PathIndex, partition: string): RecordIndex {
  return {
    count: (range) => index.count(range),
    *read(range, seek): IterableIterator<StoredDocument> {
      for (const document of index.read(range, seek)) if (document.partition === partition) yield document;
    },
  };
}
