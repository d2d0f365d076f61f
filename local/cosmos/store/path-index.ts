import { propertyOf, type Value } from '../json.ts';
import { orderValues } from '../sql/order-values.ts';
import type { RecordIndex, Seek } from '../sql/query-records.ts';
import type { ValueRange } from '../sql/value-range.ts';
import type { StoredDocument } from './document.ts';
import { SortedList } from './sorted-list.ts';

interface Entry {
  readonly value: Value;
  readonly recordNumber: number;
}

interface DocumentEntry extends Entry {
  readonly document: StoredDocument;
}

/** Every document of a container under its value at one path, also those that have none there. */
export class PathIndex implements RecordIndex {
  readonly #valueOf: (document: StoredDocument) => Value;
  readonly #entries: SortedList<DocumentEntry>;

  /** @param path the property names from the root; none gives the order of creation. */
  constructor(path: readonly string[], documents: Iterable<StoredDocument>) {
    this.#valueOf = path.length === 0 ? () => undefined : ({ body }) => path.reduce<Value>(propertyOf, body);
    const entries = Array.from(documents, (document) => this.#entryOf(document));
    this.#entries = new SortedList(compareEntries, entries);
  }

  get size(): number {
    return this.#entries.size;
  }

  add(document: StoredDocument): void {
    this.#entries.insert(this.#entryOf(document));
  }

  /** The document as it was added: its value finds its place. */
  remove(document: StoredDocument): void {
    this.#entries.remove(this.#entryOf(document));
  }

  /** As removing the one and adding the other; most writes leave a document where it is. */
  replace(previous: StoredDocument, next: StoredDocument): void {
    const entry = this.#entryOf(next);
    if (compareEntries(this.#entryOf(previous), entry) === 0) this.#entries.put(entry);
    else {
      this.remove(previous);
      this.#entries.insert(entry);
    }
  }

  count(range: ValueRange): number {
    const { start, end } = this.#span(range);
    return Math.max(0, end - start);
  }

  *read(range: ValueRange, { descending, after }: Seek): IterableIterator<StoredDocument> {
    let { start, end } = this.#span(range);
    if (after !== undefined && descending) {
      end = Math.min(
        end,
        this.#entries.countUntil((entry) => compareEntries(entry, after) >= 0),
      );
    } else if (after !== undefined) {
      start = Math.max(
        start,
        this.#entries.countUntil((entry) => compareEntries(entry, after) > 0),
      );
    }
    const entries = descending ? this.#entries.sliceReversed(start, end) : this.#entries.slice(start, end);
    for (const { document } of entries) yield document;
  }

  #span(range: ValueRange): { start: number; end: number } {
    return {
      start: this.#entries.countUntil(({ value }) => range.starts(value)),
      end: this.#entries.countUntil(({ value }) => range.isOver(value)),
    };
  }

  #entryOf(document: StoredDocument): DocumentEntry {
    return { value: this.#valueOf(document), recordNumber: document.recordNumber, document };
  }
}

function compareEntries(left: Entry, right: Entry): number {
  return orderValues(left.value, right.value) || left.recordNumber - right.recordNumber;
}
