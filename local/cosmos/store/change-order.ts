import type { StoredDocument } from './document.ts';
import { SortedList } from './sorted-list.ts';

/** A container's documents in the order of their last writes: a write moves its document to the end. */
export class ChangeOrder {
  readonly #documents: SortedList<StoredDocument>;

  constructor(documents: Iterable<StoredDocument>) {
    this.#documents = new SortedList((left, right) => left.version - right.version, [...documents]);
  }

  /** Puts a document at the end, in place of what it was before, or takes it out. */
  replace(previous: StoredDocument | undefined, next: StoredDocument | undefined): void {
    if (previous !== undefined) this.#documents.remove(previous);
    if (next !== undefined) this.#documents.insert(next);
  }

  /** The documents written after the write of this number. */
  after(version: number): Iterable<StoredDocument> {
    return this.#from((document) => document.version > version);
  }

  /** The number of the last write before the first that happened at this second (epoch) or later. */
  versionBefore(seconds: number): number {
    // A clock that was set back lets the seconds fall while the numbers rise; then the first such write counts.
    for (const { version, writtenAtSeconds } of this.#from(() => true)) {
      if (writtenAtSeconds >= seconds) return version - 1;
    }
    return Infinity;
  }

  #from(holds: (document: StoredDocument) => boolean): Iterable<StoredDocument> {
    return this.#documents.slice(this.#documents.countUntil(holds), this.#documents.size);
  }
}
