import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { QueuedMessage } from './queued-message.ts';
import { fromMessageRow, toMessageRow, toModifiedColumn } from './message-row.ts';
import type { Turn } from './turn.ts';

export const SERVICE_BUS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, reserved_sequence INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS messages (
    queue TEXT NOT NULL,
    sequence_number INTEGER NOT NULL,
    enqueue_sequence_number INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    content BLOB NOT NULL,
    state TEXT NOT NULL,
    enqueued_at INTEGER NOT NULL,
    ttl_ms INTEGER,
    expires_at INTEGER,
    scheduled_for INTEGER,
    delivery_count INTEGER NOT NULL,
    modified TEXT NOT NULL,
    dead_letter TEXT,
    locked INTEGER NOT NULL,
    session_id TEXT,
    PRIMARY KEY (queue, sequence_number)
  );
  CREATE TABLE IF NOT EXISTS accepted_ids (
    queue TEXT NOT NULL,
    message_id TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (queue, message_id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS session_states (
    queue TEXT NOT NULL,
    session_id TEXT NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (queue, session_id)
  ) WITHOUT ROWID;
`;

const sequenceRow = z.object({ reserved_sequence: z.int() });
const stateRow = z.object({
  session_id: z.string(),
  state: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
const acceptedIdRow = z.object({ message_id: z.string(), seen_at: z.number() });

/** What the queues leave on disk. Every write belongs to the running turn's transaction. */
export class MessageStore {
  readonly #turn: Turn;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #remove: StatementSync;
  readonly #reserve: StatementSync;
  readonly #addId: StatementSync;
  readonly #removeId: StatementSync;
  readonly #saveState: StatementSync;
  readonly #removeState: StatementSync;

  constructor(database: DatabaseSync, turn: Turn) {
    this.#turn = turn;
    this.#database = database;
    addMissingColumn(database);
    this.#insert = database.prepare(
      `INSERT INTO messages (queue, sequence_number, enqueue_sequence_number, message_id, content, state, enqueued_at,
         ttl_ms, expires_at, scheduled_for, delivery_count, modified, dead_letter, locked, session_id)
       VALUES (:queue, :sequence_number, :enqueue_sequence_number, :message_id, :content,
         :state, :enqueued_at, :ttl_ms, :expires_at, :scheduled_for, :delivery_count, :modified, :dead_letter, :locked,
         :session_id)`,
    );
    this.#update = database.prepare(
      `UPDATE messages SET state = ?, delivery_count = ?, modified = ?, locked = ?
       WHERE queue = ? AND sequence_number = ?`,
    );
    this.#remove = database.prepare('DELETE FROM messages WHERE queue = ? AND sequence_number = ?');
    this.#reserve = database.prepare('REPLACE INTO queues VALUES (?, ?)');
    this.#addId = database.prepare('REPLACE INTO accepted_ids VALUES (?, ?, ?)');
    this.#removeId = database.prepare('DELETE FROM accepted_ids WHERE queue = ? AND message_id = ?');
    this.#saveState = database.prepare('REPLACE INTO session_states VALUES (?, ?, ?)');
    this.#removeState = database.prepare('DELETE FROM session_states WHERE queue = ? AND session_id = ?');
  }

  insert(queue: string, message: QueuedMessage): void {
    this.#turn.beginWrite();
    this.#insert.run({ queue, ...toMessageRow(message) });
  }

  /** Stores what a delivery or settlement changes: state, delivery count, receivers' properties, locked or not. */
  update(queue: string, message: QueuedMessage): void {
    this.#turn.beginWrite();
    const locked = message.lock === undefined ? 0 : 1;
    this.#update.run(
      message.state,
      message.deliveryCount,
      toModifiedColumn(message.modified),
      locked,
      queue,
      message.sequenceNumber,
    );
  }

  remove(queue: string, sequenceNumber: number): void {
    this.#turn.beginWrite();
    this.#remove.run(queue, sequenceNumber);
  }

  /** Notes that numbers up to and including `sequenceNumber` may be in use. */
  reserveSequence(queue: string, sequenceNumber: number): void {
    this.#turn.beginWrite();
    this.#reserve.run(queue, sequenceNumber);
  }

  rememberId(queue: string, messageId: string, seenAt: number): void {
    this.#turn.beginWrite();
    this.#addId.run(queue, messageId, seenAt);
  }

  forgetId(queue: string, messageId: string): void {
    this.#turn.beginWrite();
    this.#removeId.run(queue, messageId);
  }

  /** Keeps a session's state; undefined removes it. */
  saveSessionState(queue: string, sessionId: string, state: Uint8Array | undefined): void {
    this.#turn.beginWrite();
    if (state === undefined) this.#removeState.run(queue, sessionId);
    else this.#saveState.run(queue, sessionId, state);
  }

  sessionStates(queue: string): readonly { readonly sessionId: string; readonly state: Uint8Array }[] {
    return this.#database
      .prepare('SELECT session_id, state FROM session_states WHERE queue = ?')
      .all(queue)
      .map((row) => stateRow.parse(row))
      .map((row) => ({ sessionId: row.session_id, state: row.state }));
  }

  /** A queue's messages by sequence number; `wasLocked` when a receiver held it at the end of the last life. */
  *load(queue: string): Generator<{ readonly message: QueuedMessage; readonly wasLocked: boolean }> {
    const rows = this.#database.prepare('SELECT * FROM messages WHERE queue = ? ORDER BY sequence_number');
    for (const row of rows.iterate(queue)) yield fromMessageRow(row);
  }

  reservedSequence(queue: string): number {
    const row = this.#database.prepare('SELECT reserved_sequence FROM queues WHERE name = ?').get(queue);
    return row === undefined ? 0 : sequenceRow.parse(row).reserved_sequence;
  }

  /** Accepted message ids, oldest first. */
  acceptedIds(queue: string): readonly { readonly messageId: string; readonly seenAt: number }[] {
    return this.#database
      .prepare('SELECT message_id, seen_at FROM accepted_ids WHERE queue = ? ORDER BY seen_at')
      .all(queue)
      .map((row) => acceptedIdRow.parse(row))
      .map((row) => ({ messageId: row.message_id, seenAt: row.seen_at }));
  }
}

/** Data folders made before the queues had sessions lack one column. */
function addMissingColumn(database: DatabaseSync): void {
  const columns = database.prepare("SELECT 1 FROM pragma_table_info('messages') WHERE name = 'session_id'");
  if (columns.get() === undefined) database.exec('ALTER TABLE messages ADD COLUMN session_id TEXT');
}
