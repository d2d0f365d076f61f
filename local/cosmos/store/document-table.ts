import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact } from '../../sqlite/open-database.ts';
import { isJsonObject, propertyOf, type JsonObject } from '../json.ts';
import { versionOf, type StoredDocument } from './document.ts';
import type { ChangeOrder } from './change-order.ts';
import { DocumentIndexes, type IndexOptions } from './document-indexes.ts';
import type { PathIndex } from './path-index.ts';

/** What a write leaves under an id: a document, or nothing. */
export interface DocumentChange {
  readonly partition: string;
  readonly id: string;
  readonly document: StoredDocument | undefined;
}

interface TableOptions extends IndexOptions {
  readonly container: number;
}

/**
 * One container's documents: parsed in memory for reading, in SQLite for keeping. A change is committed to SQLite
 * first and shown to readers after, so nobody reads what a crash could take back.
 */
export class DocumentTable {
  readonly #database: DatabaseSync;
  readonly #container: number;
  readonly #partitions = new Map<string, Map<string, StoredDocument>>();
  readonly #indexes: DocumentIndexes;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;

  /** Reads all documents of the container. */
  constructor(database: DatabaseSync, { container, ...options }: TableOptions) {
    this.#database = database;
    this.#container = container;
    this.#put = database.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)');
    this.#remove = database.prepare('DELETE FROM documents WHERE container = ? AND partition = ? AND id = ?');
    for (const document of this.#stored()) this.#keep(document);
    this.#indexes = new DocumentIndexes(options, [...this.#documents()]);
  }

  get size(): number {
    return this.#indexes.creationOrder.size;
  }

  get creationOrder(): PathIndex {
    return this.#indexes.creationOrder;
  }

  get(partition: string, id: string): StoredDocument | undefined {
    return this.#partitions.get(partition)?.get(id);
  }

  /** Documents of one partition, in no particular order. */
  partition(partition: string): ReadonlyMap<string, StoredDocument> {
    return this.#partitions.get(partition) ?? NO_DOCUMENTS;
  }

  /** The documents by their values at a path. */
  index(path: readonly string[]): PathIndex {
    return this.#indexes.path(path, () => this.#documents());
  }

  /** The documents in the order of their last writes. */
  changes(): ChangeOrder {
    return this.#indexes.changes(() => this.#documents());
  }

  /** What a document claims for itself by the container's unique keys. */
  claimsOf(document: StoredDocument): readonly string[] {
    return this.#indexes.uniqueKeys.claimsOf(document);
  }

  /** The id of the item that has the claim; the partition is part of it. */
  holderOf(claim: string): string | undefined {
    return this.#indexes.uniqueKeys.holderOf(claim);
  }

  /** All of the changes, or (when it throws) none. */
  apply(changes: readonly DocumentChange[]): void {
    const [only] = changes;
    if (only === undefined) return;
    if (changes.length === 1) this.#store(only);
    else
      transact(this.#database, () => {
        for (const change of changes) this.#store(change);
      });
    for (const change of changes) this.#show(change);
  }

  /** Removes, for good, the documents whose time is over at `nowMs`. */
  sweep(nowMs: number): void {
    const over = this.#indexes.over(nowMs);
    this.apply(over.map(({ partition, id }) => ({ partition, id, document: undefined })));
  }

  /** Takes another default time to live, in seconds. */
  expireBy(defaultTtl: number | undefined): void {
    this.#indexes.expireBy(defaultTtl, this.#documents());
  }

  *#documents(): IterableIterator<StoredDocument> {
    for (const documents of this.#partitions.values()) yield* documents.values();
  }

  #store({ partition, id, document }: DocumentChange): void {
    if (document === undefined) this.#remove.run(this.#container, partition, id);
    else this.#put.run(this.#container, partition, id, document.recordNumber, document.text);
  }

  #show({ partition, id, document }: DocumentChange): void {
    const documents = this.#partitions.get(partition);
    this.#indexes.replace(documents?.get(id), document);
    if (document !== undefined) this.#keep(document);
    else if (documents?.delete(id) === true && documents.size === 0) this.#partitions.delete(partition);
  }

  #keep(document: StoredDocument): void {
    const documents = this.#partitions.get(document.partition);
    if (documents !== undefined) documents.set(document.id, document);
    else this.#partitions.set(document.partition, new Map([[document.id, document]]));
  }

  *#stored(): IterableIterator<StoredDocument> {
    const rows = this.#database
      .prepare('SELECT partition, id, record_number, body FROM documents WHERE container = ?')
      .iterate(this.#container);
    for (const { partition, id, record_number: recordNumber, body: text } of rows) {
      if (typeof partition !== 'string' || typeof id !== 'string')
        throw new Error('A stored document has no key.');
      yield toDocument({ partition, id, recordNumber: Number(recordNumber), text: String(text) });
    }
  }
}

const NO_DOCUMENTS: ReadonlyMap<string, StoredDocument> = new Map();

function toDocument(row: Pick<StoredDocument, 'partition' | 'id' | 'recordNumber' | 'text'>): StoredDocument {
  const body: unknown = JSON.parse(row.text);
  if (!isJsonObject(body)) throw new Error(`The stored document '${row.id}' is not an object.`);
  return { ...row, body, ...systemProperties(body) };
}

function systemProperties(body: JsonObject): Pick<StoredDocument, 'version' | 'etag' | 'writtenAtSeconds'> {
  const etag = propertyOf(body, '_etag');
  const writtenAtSeconds = propertyOf(body, '_ts');
  if (typeof etag === 'string' && typeof writtenAtSeconds === 'number')
    return { version: versionOf(etag), etag, writtenAtSeconds };
  throw new Error('A stored document has lost its _etag or _ts.');
}
