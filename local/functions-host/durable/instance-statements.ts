import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { StoreWriter } from './engine/instance-store.ts';

/** Inputs, outputs, histories and states are JSON text; instants are epoch milliseconds. */
export const INSTANCE_SCHEMA = `
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

export type Statements = ReturnType<typeof prepareStatements>;

export function prepareStatements(database: DatabaseSync) {
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

/** The writes of the open transaction. */
export function createWriter(statements: Statements): StoreWriter {
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
