import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact } from '../../sqlite/open-database.ts';
import { isJsonObject, propertyOf, type JsonObject } from '../json.ts';
import type { StoredDocument } from './document.ts';

/** What a write leaves under an id: a document, or nothing. */
export interface DocumentChange {
  readonly partition: string;
  readonly id: string;
  readonly document: StoredDocument | undefined;
}

/**
 * One container's documents: parsed in memory for reading, in SQLite for keeping. A change is committed to SQLite
 * first and shown to readers after, so nobody reads what a crash could take back.
 */
export class DocumentTable {
  readonly #database: DatabaseSync;
  readonly #container: number;
  readonly #partitions = new Map<string, Map<string, StoredDocument>>();
  readonly #put: StatementSync;
  readonly #remove: StatementSync;

  /** Reads all documents of the container. */
  constructor(database: DatabaseSync, container: number) {
    this.#database = database;
    this.#container = container;
    this.#put = database.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)');
    this.#remove = database.prepare('DELETE FROM documents WHERE container = ? AND partition = ? AND id = ?');
    this.#load();
  }

  get(partition: string, id: string): StoredDocument | undefined {
    return this.#partitions.get(partition)?.get(id);
  }

  /** Documents of one partition, or of all; in no particular order. */
  *documents(partition: string | undefined): IterableIterator<StoredDocument> {
    if (partition !== undefined) yield* this.#partitions.get(partition)?.values() ?? [];
    else for (const documents of this.#partitions.values()) yield* documents.values();
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

  /** Removes the documents that `isOver` picks. */
  sweep(isOver: (document: StoredDocument) => boolean): void {
    const changes: DocumentChange[] = [];
    for (const [partition, documents] of this.#partitions) {
      for (const document of documents.values()) {
        if (isOver(document)) changes.push({ partition, id: document.id, document: undefined });
      }
    }
    this.apply(changes);
  }

  #store({ partition, id, document }: DocumentChange): void {
    if (document === undefined) this.#remove.run(this.#container, partition, id);
    else this.#put.run(this.#container, partition, id, document.recordNumber, document.text);
  }

  #show({ partition, id, document }: DocumentChange): void {
    const documents = this.#partitions.get(partition);
    if (document !== undefined) {
      if (documents === undefined) this.#partitions.set(partition, new Map([[id, document]]));
      else documents.set(id, document);
    } else if (documents?.delete(id) === true && documents.size === 0) this.#partitions.delete(partition);
  }

  #load(): void {
    const rows = this.#database
      .prepare('SELECT partition, id, record_number, body FROM documents WHERE container = ?')
      .iterate(this.#container);
    for (const { partition, id, record_number: recordNumber, body: text } of rows) {
      if (typeof partition !== 'string' || typeof id !== 'string')
        throw new Error('A stored document has no key.');
      this.#show({
        partition,
        id,
        document: toDocument({ id, recordNumber: Number(recordNumber), text: String(text) }),
      });
    }
  }
}

function toDocument(row: {
  readonly id: string;
  readonly recordNumber: number;
  readonly text: string;
}): StoredDocument {
  const body: unknown = JSON.parse(row.text);
  if (!isJsonObject(body)) throw new Error(`The stored document '${row.id}' is not an object.`);
  return { ...row, body, ...systemProperties(body) };
}

function systemProperties(body: JsonObject): Pick<StoredDocument, 'etag' | 'writtenAtSeconds'> {
  const etag = propertyOf(body, '_etag');
  const writtenAtSeconds = propertyOf(body, '_ts');
  if (typeof etag === 'string' && typeof writtenAtSeconds === 'number') return { etag, writtenAtSeconds };
  throw new Error('A stored document has lost its _etag or _ts.');
}
