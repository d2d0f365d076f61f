import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Where a stand-in keeps its state: a file `<name>.db` in a folder, or memory only (tests that never restart). */
export interface DatabaseLocation {
  readonly dataDir: string | undefined;
  readonly name: string;
}

/**
 * Opens a stand-in's database and makes its tables when they are not there yet.
 *
 * WAL with synchronous=NORMAL: every committed transaction survives a killed process (the pages are with the
 * operating system), at some 10,000 commits a second; a power cut may lose the last ones, which a laptop's
 * stand-in can bear.
 *
 * @param schema SQL that can run at every start (`CREATE TABLE IF NOT EXISTS …`).
 */
export function openDatabase(location: DatabaseLocation, schema: string): DatabaseSync {
  const database = new DatabaseSync(fileOf(location));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;');
  database.exec(schema);
  return database;
}

/** Runs `work` in one transaction: all of its writes are kept, or (when it throws) none. */
export function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function fileOf({ dataDir, name }: DatabaseLocation): string {
  if (dataDir === undefined) return ':memory:';
  mkdirSync(dataDir, { recursive: true });
  return join(dataDir, `${name}.db`);
}
