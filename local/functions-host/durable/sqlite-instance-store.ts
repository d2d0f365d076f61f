import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

import type { DatabaseLocation } from '../../sqlite/open-database.ts';
import { openDatabase, transact } from '../../sqlite/open-database.ts';
import type { ActivityWork } from './engine/activity-queue.ts';
import type { DurableCounts } from './engine/durable-counts.ts';
import { countWrites, noCounts } from './engine/durable-counts.ts';
import type { Entity, EntityRequest } from './engine/entity-request.ts';
import type { HistoryEvent, Instance, MessageBody } from './engine/instance.ts';
import type {
  EntityFilter,
  InstanceFilter,
  InstanceStore,
  StoredMessage,
  StoreWriter,
} from './engine/instance-store.ts';
import type { Statements } from './instance-statements.ts';
import { createWriter, INSTANCE_SCHEMA, prepareStatements } from './instance-statements.ts';

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
  readonly counts: Readonly<DurableCounts>;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #writer: StoreWriter;
  #pending: PendingWrite[] = [];

  constructor(location: DatabaseLocation) {
    this.#database = openDatabase(location, INSTANCE_SCHEMA);
    this.#statements = prepareStatements(this.#database);
    const counts = noCounts();
    this.counts = counts;
    this.#writer = countWrites(createWriter(this.#statements), counts);
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
