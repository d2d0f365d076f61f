import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { openDatabase, transact } from '../sqlite/open-database.ts';

const NAME = 'blob-index';

/** The file in the data folder that holds all of it; it is there once the store is open. */
export const INDEX_FILE = `${NAME}.db`;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS collections (
    part TEXT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    PRIMARY KEY (part, name)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS documents (
    part TEXT NOT NULL,
    collection TEXT NOT NULL,
    id INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (part, collection, id)
  ) WITHOUT ROWID;
`;

const settingsSchema = z.object({
  indices: z.array(z.string()).readonly(),
  unique: z.array(z.string()).readonly(),
});
const bodySchema = z.looseObject({});

/** The properties by which a collection is looked up. */
export type CollectionSettings = z.infer<typeof settingsSchema>;

export interface StoredCollection extends CollectionSettings {
  readonly name: string;
  /** By rising id. */
  readonly documents: readonly { readonly id: number; readonly body: object }[];
}

/** What has become of some documents of a collection. */
export interface CollectionChange {
  /** Which of Azurite's two indexes. */
  readonly part: string;
  readonly name: string;
  readonly settings: CollectionSettings;
  /** Without a body: removed. */
  readonly documents: readonly { readonly id: number; readonly body: string | undefined }[];
}

/** Azurite's indexes on disk, a row for each document: a change writes that document and nothing else. */
export class IndexStore {
  readonly #database: DatabaseSync;
  readonly #putCollection: StatementSync;
  readonly #putDocument: StatementSync;
  readonly #deleteDocument: StatementSync;

  constructor(dataDir: string) {
    this.#database = openDatabase({ dataDir, name: NAME }, SCHEMA);
    this.#putCollection = this.#database.prepare('INSERT OR REPLACE INTO collections VALUES (?, ?, ?)');
    this.#putDocument = this.#database.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)');
    this.#deleteDocument = this.#database.prepare(
      'DELETE FROM documents WHERE part = ? AND collection = ? AND id = ?',
    );
  }

  /** The collections of one index as they were last written; none when it never was. */
  read(part: string): readonly StoredCollection[] {
    const documents = this.#database.prepare(
      'SELECT id, body FROM documents WHERE part = ? AND collection = ? ORDER BY id',
    );
    const collections = this.#database.prepare('SELECT name, settings FROM collections WHERE part = ?');
    return collections.all(part).map(({ name, settings }) => ({
      name: String(name),
      ...settingsSchema.parse(JSON.parse(String(settings))),
      documents: documents
        .all(part, String(name))
        .map(({ id, body }) => ({ id: Number(id), body: bodySchema.parse(JSON.parse(String(body))) })),
    }));
  }

  /** Writes all of it, or (when it throws) none. */
  write(changes: readonly CollectionChange[]): void {
    transact(this.#database, () => {
      for (const { part, name, settings, documents } of changes) {
        this.#putCollection.run(part, name, JSON.stringify(settings));
        for (const { id, body } of documents) {
          if (body === undefined) this.#deleteDocument.run(part, name, id);
          else this.#putDocument.run(part, name, id, body);
        }
      }
    });
  }

  close(): void {
    this.#database.close();
  }
}
