import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../sqlite/open-database.ts';
import { badRequest, conflict, notFound } from '../cosmos-error.ts';
import { Container } from './container.ts';
import { parseContainerDefinition, uniqueKeysOf, type ContainerDefinition } from './definitions.ts';
import { SCHEMA } from './schema.ts';
import { Sequence } from './sequence.ts';

export interface Database {
  readonly id: string;
  readonly number: number;
  readonly containers: Map<string, Container>;
}

/** Databases and containers; every change is on disk before the method returns. */
export class CosmosStore {
  readonly sequence: Sequence;
  readonly #database: DatabaseSync;
  readonly #databases = new Map<string, Database>();

  /** @param dataDir undefined keeps everything in memory. Throws when another process has the folder open. */
  constructor(dataDir: string | undefined) {
    this.#database = openAlone(dataDir);
    this.sequence = new Sequence(this.#database);
    this.#load();
  }

  close(): void {
    this.#database.close();
  }

  listDatabases(): readonly Database[] {
    return [...this.#databases.values()];
  }

  /** Throws a 404. */
  database(id: string): Database {
    const database = this.#databases.get(id);
    if (database === undefined) throw notFound(`database '${id}'`);
    return database;
  }

  /** Throws a 404 that names the database or the container, whichever is missing. */
  container(databaseId: string, id: string): Container {
    const container = this.database(databaseId).containers.get(id);
    if (container === undefined) throw notFound(`container '${id}' in database '${databaseId}'`);
    return container;
  }

  /** Throws a 409 when the id is taken. */
  createDatabase(id: string): Database {
    if (this.#databases.has(id)) throw conflict(`database '${id}'`);
    const { lastInsertRowid } = this.#database.prepare('INSERT INTO databases (id) VALUES (?)').run(id);
    return this.#addDatabase(id, Number(lastInsertRowid));
  }

  /** Throws a 404 without the database and a 409 when the id is taken. */
  createContainer(databaseId: string, definition: ContainerDefinition): Container {
    const database = this.database(databaseId);
    if (database.containers.has(definition.id)) throw conflict(`container '${definition.id}'`);
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO containers (database, id, definition) VALUES (?, ?, ?)')
      .run(database.number, definition.id, JSON.stringify(definition));
    return this.#addContainer(database, Number(lastInsertRowid), definition);
  }

  /** Changes a container's settings and keeps its documents; throws a 400 when the partition key would change. */
  replaceContainer(container: Container, definition: ContainerDefinition): void {
    const { paths } = container.definition.partitionKey;
    if (definition.id !== container.definition.id) throw badRequest("A container's id cannot be changed.");
    if (definition.partitionKey.paths.join() !== paths.join()) {
      throw badRequest(
        `The partition key of container '${definition.id}' is ${paths.join()} and cannot be changed.`,
      );
    }
    if (JSON.stringify(uniqueKeysOf(definition)) !== JSON.stringify(uniqueKeysOf(container.definition))) {
      throw badRequest(`The unique keys of container '${definition.id}' cannot be changed.`);
    }
    this.#database
      .prepare('UPDATE containers SET definition = ? WHERE number = ?')
      .run(JSON.stringify(definition), container.number);
    container.changeDefinition(definition);
  }

  /** Deletes the container with its documents. */
  deleteContainer(container: Container): void {
    this.#database.prepare('DELETE FROM containers WHERE number = ?').run(container.number);
    this.#databases.get(container.databaseId)?.containers.delete(container.definition.id);
  }

  /** Deletes the database with all that is in it. */
  deleteDatabase(database: Database): void {
    this.#database.prepare('DELETE FROM databases WHERE number = ?').run(database.number);
    this.#databases.delete(database.id);
  }

  #load(): void {
    for (const { id, number } of this.#database.prepare('SELECT id, number FROM databases').all()) {
      const database = this.#addDatabase(String(id), Number(number));
      const rows = this.#database.prepare('SELECT number, definition FROM containers WHERE database = ?');
      for (const row of rows.all(database.number)) {
        const stored: unknown = JSON.parse(String(row['definition']));
        this.#addContainer(database, Number(row['number']), parseContainerDefinition(stored));
      }
    }
  }

  #addDatabase(id: string, number: number): Database {
    const database = { id, number, containers: new Map<string, Container>() };
    this.#databases.set(id, database);
    return database;
  }

  #addContainer(database: Database, number: number, definition: ContainerDefinition): Container {
    const identity = { databaseId: database.id, databaseNumber: database.number, number };
    const container = new Container(this.#database, identity, definition);
    database.containers.set(definition.id, container);
    return container;
  }
}

/**
 * Opens the file for this process alone until it is closed or dies: documents are served from memory, so a second
 * process on the same file would answer with what is old.
 */
function openAlone(dataDir: string | undefined): DatabaseSync {
  try {
    const database = openDatabase({ dataDir, name: 'cosmos' }, SCHEMA);
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA busy_timeout = 0;');
    // The lock is taken by the first write after the setting.
    database.exec('PRAGMA user_version = 1');
    return database;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('locked')) throw error;
    throw new Error(`The data folder '${dataDir ?? ''}' is in use by another Cosmos stand-in.`, {
      cause: error,
    });
  }
}
