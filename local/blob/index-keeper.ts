import { readFormerIndex } from './former-index.ts';
import type { CollectionChange, IndexStore, StoredCollection } from './index-store.ts';
import { reviveInstants } from './revive-instants.ts';

/** One of Azurite's in-memory databases, and the name it is kept under. */
export interface KeptDatabase {
  readonly part: string;
  readonly database: LokiDatabase;
  /** Where Azurite itself would keep it. */
  readonly formerFile: string;
}

/**
 * Keeps Azurite's indexes on disk document by document. By itself Azurite writes an index as a whole, which takes
 * time that grows with all the blobs there are, at each change.
 */
export class IndexKeeper {
  readonly #store: IndexStore;
  readonly #databases: readonly KeptDatabase[];
  #nextSave: Promise<void> | undefined;

  /** @param databases not yet started: from now on they load from the store and save to it. */
  constructor(store: IndexStore, databases: readonly KeptDatabase[]) {
    this.#store = store;
    this.#databases = databases;
    for (const { part, database, formerFile } of databases) {
      database.isIncremental = true;
      database.persistenceAdapter = {
        loadDatabase: (_name, done) => {
          const stored = store.read(part);
          const isNew = stored.length === 0;
          done(contentsOf(isNew ? readFormerIndex(formerFile) : stored, isNew));
        },
      };
      database.saveDatabase = (done) => {
        this.kept().then(
          () => done?.(),
          (error: unknown) => done?.(error),
        );
      };
    }
  }

  /**
   * Resolves once everything that has changed by now is on disk. All who ask in one turn of the event loop wait for
   * the same write.
   */
  kept(): Promise<void> {
    this.#nextSave ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.#nextSave = undefined;
        try {
          this.#save();
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    return this.#nextSave;
  }

  #save(): void {
    const changed = this.#databases.flatMap(({ part, database }) =>
      database.collections.filter(({ dirty }) => dirty).map((collection) => ({ part, collection })),
    );
    if (changed.length === 0) return;
    this.#store.write(changed.map(({ part, collection }) => changeOf(part, collection)));
    // Only now: when writing fails, the next save has to write them too.
    for (const { collection } of changed) {
      collection.dirtyIds = [];
      collection.dirty = false;
    }
  }
}

function changeOf(part: string, collection: LokiCollection): CollectionChange {
  const { name, binaryIndices, uniqueNames, dirtyIds } = collection;
  const documents = Array.from(new Set(dirtyIds), (id) => {
    const document = collection.get(id);
    return { id, body: document === null ? undefined : JSON.stringify(document) };
  });
  return { part, name, settings: { indices: Object.keys(binaryIndices), unique: uniqueNames }, documents };
}

/**
 * Null makes an empty database, to which Azurite adds its collections.
 *
 * @param isNew whether all of it is still to be written to the store.
 */
function contentsOf(collections: readonly StoredCollection[], isNew: boolean): LokiContents | null {
  if (collections.length === 0) return null;
  return {
    databaseVersion: 1,
    collections: collections.map(({ name, indices, unique, documents }) => ({
      name,
      data: documents.map(({ body }) => reviveInstants(body)),
      maxId: documents.reduce((highest, { id }) => Math.max(highest, id), 0),
      dirtyIds: isNew ? documents.map(({ id }) => id) : [],
      uniqueNames: unique,
      binaryIndices: Object.fromEntries(
        indices.map((index) => [index, { name: index, dirty: true, values: [] }]),
      ),
      adaptiveBinaryIndices: true,
      // Without them it would not come to building the indexes.
      DynamicViews: [],
      disableChangesApi: true,
    })),
  };
}
