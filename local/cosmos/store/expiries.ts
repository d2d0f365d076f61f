import type { StoredDocument } from './document.ts';
import { SortedList } from './sorted-list.ts';
import { expiresAtMs } from './time-to-live.ts';

interface Expiry {
  readonly atMs: number;
  readonly document: StoredDocument;
}

/** The documents that will be over one day, the next ones first. */
export class Expiries {
  readonly #defaultTtl: number | undefined;
  readonly #expiries: SortedList<Expiry>;

  /** @param defaultTtl the container's, seconds; undefined lets nothing expire. */
  constructor(defaultTtl: number | undefined, documents: Iterable<StoredDocument>) {
    this.#defaultTtl = defaultTtl;
    const expiries = Array.from(documents, (document) => this.#expiryOf(document));
    this.#expiries = new SortedList(
      (left, right) => left.atMs - right.atMs || left.document.recordNumber - right.document.recordNumber,
      expiries.filter((expiry) => expiry !== undefined),
    );
  }

  add(document: StoredDocument): void {
    const expiry = this.#expiryOf(document);
    if (expiry !== undefined) this.#expiries.insert(expiry);
  }

  remove(document: StoredDocument): void {
    const expiry = this.#expiryOf(document);
    if (expiry !== undefined) this.#expiries.remove(expiry);
  }

  /** The documents that are over at `nowMs`. */
  over(nowMs: number): readonly StoredDocument[] {
    const count = this.#expiries.countUntil(({ atMs }) => atMs > nowMs);
    return count === 0 ? [] : Array.from(this.#expiries.slice(0, count), ({ document }) => document);
  }

  #expiryOf(document: StoredDocument): Expiry | undefined {
    const atMs = expiresAtMs(document, this.#defaultTtl);
    return atMs === undefined ? undefined : { atMs, document };
  }
}
