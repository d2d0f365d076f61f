import { ChangeOrder } from './change-order.ts';
import type { StoredDocument } from './document.ts';
import { Expiries } from './expiries.ts';
import { PathIndex } from './path-index.ts';
import { UniqueKeys } from './unique-keys.ts';

export interface IndexOptions {
  /** The paths of each unique key. */
  readonly uniqueKeys: readonly (readonly string[])[];
  /** Seconds; undefined lets nothing expire. */
  readonly defaultTtl: number | undefined;
}

/**
 * A container's documents under everything they are looked up by. All of it is made from the documents, in memory;
 * a path gets its index when a query first asks for it.
 */
export class DocumentIndexes {
  readonly creationOrder: PathIndex;
  readonly uniqueKeys: UniqueKeys;
  readonly #paths = new Map<string, PathIndex>();
  /** Made when the change feed is first asked for: the writes to other containers cost nothing more. */
  #changes: ChangeOrder | undefined;
  #expiries: Expiries;

  constructor(
    { uniqueKeys, defaultTtl }: IndexOptions,
    // Sorting all at once is much faster than adding one by one.
    documents: readonly StoredDocument[],
  ) {
    this.creationOrder = new PathIndex([], documents);
    this.uniqueKeys = new UniqueKeys(uniqueKeys);
    for (const document of documents) this.uniqueKeys.add(document);
    this.#expiries = new Expiries(defaultTtl, documents);
  }

  /** Puts one document in the place of another, or adds or removes one. */
  replace(previous: StoredDocument | undefined, next: StoredDocument | undefined): void {
    for (const index of [this.uniqueKeys, this.#expiries]) {
      if (previous !== undefined) index.remove(previous);
      if (next !== undefined) index.add(next);
    }
    this.#changes?.replace(previous, next);
    for (const index of [this.creationOrder, ...this.#paths.values()]) {
      if (previous !== undefined && next !== undefined) index.replace(previous, next);
      else if (previous !== undefined) index.remove(previous);
      else if (next !== undefined) index.add(next);
    }
  }

  /** @param documents all of the container, for an index that has to be made first. */
  path(path: readonly string[], documents: () => Iterable<StoredDocument>): PathIndex {
    const key = JSON.stringify(path);
    const index = this.#paths.get(key) ?? new PathIndex(path, documents());
    this.#paths.set(key, index);
    return index;
  }

  /** @param documents all of the container, for the order that has to be made first. */
  changes(documents: () => Iterable<StoredDocument>): ChangeOrder {
    this.#changes ??= new ChangeOrder(documents());
    return this.#changes;
  }

  /** The documents whose time is over at `nowMs`. */
  over(nowMs: number): readonly StoredDocument[] {
    return this.#expiries.over(nowMs);
  }

  expireBy(defaultTtl: number | undefined, documents: Iterable<StoredDocument>): void {
    this.#expiries = new Expiries(defaultTtl, documents);
  }
}
