import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';

import type { DatabaseLocation } from '../../sqlite/open-database.ts';
import { openDatabase, transact } from '../../sqlite/open-database.ts';
import type { ActivityWork } from './engine/activity-queue.ts';
import type { Entity, EntityRequest } from './engine/entity-request.ts';
import type { HistoryEvent, Instance, MessageBody } from './engine/instance.ts';
import type {
  EntityFilter,
  InstanceFilter,
  InstanceStore,
  StoredMessage,
  StoreWriter,
} from './engine/instance-store.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS instances (
    id TEXT PRIMARY KEY, status TEXT NOT NULL, created INTEGER NOT NULL, document TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS history (
    instance TEXT NOT NULL, turn INTEGER NOT NULL, events TEXT NOT NULL, PRIMARY KEY (instance, turn)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS inbox (seq INTEGER PRIMARY KEY, instance TEXT NOT NULL, due INTEGER, body TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS inbox_by_instance ON inbox (instance);
  CREATE TABLE IF NOT EXISTS activities (seq INTEGER PRIMARY KEY, work TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS entities (id TEXT PRIMARY KEY, updated INTEGER NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS entity_requests (seq INTEGER PRIMARY KEY, request TEXT NOT NULL);
`;

const SELECT_INSTANCES = `
  SELECT document FROM instances
  WHERE id > :after AND created BETWEEN :createdFrom AND :createdTo AND substr(id, 1, length(:prefix)) = :prefix
    AND (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))`;

interface PendingWrite {
  readonly work: (writer: StoreWriter) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

// The file is written by this class alone, so what comes back is what went in: types are trusted, not checked again.
const instanceDocument = z.custom<Instance>();
const historyEvents = z.custom<HistoryEvent[]>();
const messageBody = z.custom<MessageBody>();
const activityWork = z.custom<ActivityWork>();
const entityRequest = z.custom<EntityRequest>();
const entityRow = z.object({ id: z.string(), updated: z.number(), state: z.string() });
const requestRow = z.object({ request: z.string() });
const instanceRow = z.object({ document: z.string() });
const historyRow = z.object({ events: z.string() });
const messageRow = z.object({
  seq: z.number(),
  instance: z.string(),
  due: z.number().nullable(),
  body: z.string(),
});
const activityRow = z.object({ work: z.string() });

/**
 * Orchestrations in SQLite. All writes asked for in one round of the event loop share a transaction: a commit costs as
 * much as the rest of a turn.
 */
export class SqliteInstanceStore implements InstanceStore {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #writer: StoreWriter;
  #pending: PendingWrite[] = [];

  constructor(location: DatabaseLocation) {
    this.#database = openDatabase(location, SCHEMA);
    this.#statements = prepare(this.#database);
    this.#writer = createWriter(this.#statements);
  }

  async write(work: (writer: StoreWriter) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#pending.length === 0)
        setImmediate(() => {
          this.#flush();
        });
      this.#pending.push({ work, resolve, reject });
    });
  }

  get isIdle(): boolean {
    return this.#pending.length === 0;
  }

  readInstance(instanceId: string): Instance | undefined {
    const row = this.#statements.readInstance.get(instanceId);
    return row === undefined ? undefined : toInstance(row);
  }

  readHistory(instanceId: string): HistoryEvent[] {
    return this.#statements.readHistory
      .all(instanceId)
      .flatMap((row) => historyEvents.parse(JSON.parse(historyRow.parse(row).events)));
  }

  listInstances(filter: InstanceFilter): Instance[] {
    const {
      createdFrom = 0,
      createdTo = Number.MAX_SAFE_INTEGER,
      statuses,
      idPrefix = '',
      after = '',
      limit,
      isNewestFirst = false,
    } = filter;
    const { listInstances, listNewestInstances } = this.#statements;
    const rows = (isNewestFirst ? listNewestInstances : listInstances).all({
      after,
      createdFrom,
      createdTo,
      prefix: idPrefix,
      statuses: statuses === undefined ? null : JSON.stringify(statuses),
      limit,
    });
    return rows.map(toInstance);
  }

  readMessages(): StoredMessage[] {
    return this.#statements.readMessages.all().map(toMessage);
  }

  readActivities(): ActivityWork[] {
    return this.#statements.readActivities
      .all()
      .map((row) => activityWork.parse(JSON.parse(activityRow.parse(row).work)));
  }

  readEntity(entityId: string): Entity | undefined {
    const row = this.#statements.readEntity.get(entityId);
    return row === undefined ? undefined : toEntity(row);
  }

  listEntities({ idPrefix, updatedFrom, updatedTo, after, limit }: EntityFilter): Entity[] {
    return this.#statements.listEntities
      .all({ prefix: idPrefix, updatedFrom, updatedTo, after, limit })
      .map(toEntity);
  }

  readEntityRequests(): EntityRequest[] {
    return this.#statements.readEntityRequests
      .all()
      .map((row) => entityRequest.parse(JSON.parse(requestRow.parse(row).request)));
  }

  lastSequence(): number {
    return z.object({ last: z.number() }).parse(this.#statements.lastSequence.get()).last;
  }

  /** Writes what is waiting, then lets go of the file. */
  close(): void {
    this.#flush();
    this.#database.close();
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = [];
    if (pending.length === 0) return;
    try {
      transact(this.#database, () => {
        for (const { work } of pending) work(this.#writer);
      });
    } catch (error) {
      for (const { reject } of pending) reject(error);
      return;
    }
    for (const { resolve } of pending) resolve();
  }
}

type Statements = ReturnType<typeof prepare>;

function prepare(database: DatabaseSync) {
  const sql = (text: string): StatementSync => database.prepare(text);
  return {
    putInstance: sql('INSERT OR REPLACE INTO instances (id, status, created, document) VALUES (?, ?, ?, ?)'),
    deleteInstance: sql('DELETE FROM instances WHERE id = ?'),
    appendHistory: sql('INSERT INTO history (instance, turn, events) VALUES (?, ?, ?)'),
    clearHistory: sql('DELETE FROM history WHERE instance = ?'),
    insertMessage: sql('INSERT INTO inbox (seq, instance, due, body) VALUES (?, ?, ?, ?)'),
    deleteMessage: sql('DELETE FROM inbox WHERE seq = ?'),
    deleteMessages: sql('DELETE FROM inbox WHERE instance = ?'),
    insertActivity: sql('INSERT INTO activities (seq, work) VALUES (?, ?)'),
    deleteActivity: sql('DELETE FROM activities WHERE seq = ?'),
    putEntity: sql('INSERT OR REPLACE INTO entities (id, updated, state) VALUES (?, ?, ?)'),
    deleteEntity: sql('DELETE FROM entities WHERE id = ?'),
    insertEntityRequest: sql('INSERT INTO entity_requests (seq, request) VALUES (?, ?)'),
    deleteEntityRequest: sql('DELETE FROM entity_requests WHERE seq = ?'),
    readEntity: sql('SELECT id, updated, state FROM entities WHERE id = ?'),
    listEntities: sql(`
      SELECT id, updated, state FROM entities
      WHERE id > :after AND updated BETWEEN :updatedFrom AND :updatedTo AND substr(id, 1, length(:prefix)) = :prefix
      ORDER BY id LIMIT :limit`),
    readEntityRequests: sql('SELECT request FROM entity_requests ORDER BY seq'),
    readInstance: sql('SELECT document FROM instances WHERE id = ?'),
    readHistory: sql('SELECT events FROM history WHERE instance = ? ORDER BY turn'),
    listInstances: sql(`${SELECT_INSTANCES} ORDER BY id LIMIT :limit`),
    listNewestInstances: sql(`${SELECT_INSTANCES} ORDER BY created DESC, id LIMIT :limit`),
    readMessages: sql('SELECT seq, instance, due, body FROM inbox ORDER BY seq'),
    readActivities: sql('SELECT work FROM activities ORDER BY seq'),
    lastSequence: sql(
      `SELECT max(
        coalesce((SELECT max(seq) FROM inbox), 0),
        coalesce((SELECT max(seq) FROM activities), 0),
        coalesce((SELECT max(seq) FROM entity_requests), 0)
      ) AS last`,
    ),
  };
}

function createWriter(statements: Statements): StoreWriter {
  return {
    putInstance(instance) {
      const { instanceId, status, createdAt } = instance;
      statements.putInstance.run(instanceId, status, createdAt, JSON.stringify(instance));
    },
    deleteInstance(instanceId) {
      statements.deleteInstance.run(instanceId);
      statements.clearHistory.run(instanceId);
      statements.deleteMessages.run(instanceId);
    },
    appendHistory(instanceId, turn, events) {
      statements.appendHistory.run(instanceId, turn, JSON.stringify(events));
    },
    clearHistory(instanceId) {
      statements.clearHistory.run(instanceId);
    },
    insertMessage({ seq, instanceId, dueAt, body }) {
      statements.insertMessage.run(seq, instanceId, dueAt ?? null, JSON.stringify(body));
    },
    deleteMessage(seq) {
      statements.deleteMessage.run(seq);
    },
    insertActivity(work) {
      statements.insertActivity.run(work.seq, JSON.stringify(work));
    },
    deleteActivity(seq) {
      statements.deleteActivity.run(seq);
    },
    putEntity({ entityId, updatedAt, state }) {
      statements.putEntity.run(entityId, updatedAt, state);
    },
    deleteEntity(entityId) {
      statements.deleteEntity.run(entityId);
    },
    insertEntityRequest(request) {
      statements.insertEntityRequest.run(request.seq, JSON.stringify(request));
    },
    deleteEntityRequest(seq) {
      statements.deleteEntityRequest.run(seq);
    },
  };
}

function toInstance(row: unknown): Instance {
  return instanceDocument.parse(JSON.parse(instanceRow.parse(row).document));
}

function toEntity(row: unknown): Entity {
  const { id, updated, state } = entityRow.parse(row);
  return { entityId: id, updatedAt: updated, state };
}

function toMessage(row: unknown): StoredMessage {
  const { seq, instance, due, body } = messageRow.parse(row);
  return { seq, instanceId: instance, dueAt: due ?? undefined, body: messageBody.parse(JSON.parse(body)) };
}
