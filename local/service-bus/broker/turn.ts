import type { DatabaseSync } from 'node:sqlite';

/**
 * Group commit: everything that one turn of the event loop writes is one transaction, and nothing is told to a
 * client (accepted, settled, delivered) before that transaction is on disk. So whatever a client has been promised
 * survives a killed process, at the price of one commit a turn instead of one a message.
 *
 * The queues' memory is ahead of the disk inside a turn. A commit that fails (disk full) is therefore not
 * survivable: the error is thrown out of the event loop, the process ends, and the next start reads the last
 * committed state, from which nothing acknowledged is missing.
 */
export class Turn {
  readonly #database: DatabaseSync;
  readonly #onEnd: () => void;
  readonly #beforeCommit = new Set<() => void>();
  #afterCommit: (() => void)[] = [];
  #pending: NodeJS.Immediate | undefined;
  #inTransaction = false;
  #closed = false;

  /** @param onEnd called after every turn, once its promises have been told. */
  constructor(database: DatabaseSync, onEnd: () => void) {
    this.#database = database;
    this.#onEnd = onEnd;
  }

  /** To be called before every write to the database. */
  beginWrite(): void {
    if (!this.#inTransaction) {
      this.#database.exec('BEGIN IMMEDIATE');
      this.#inTransaction = true;
    }
    this.#schedule();
  }

  /** Runs `work` once at the end of this turn, inside its transaction; asking twice is asking once. */
  beforeCommit(work: () => void): void {
    this.#beforeCommit.add(work);
    this.#schedule();
  }

  /** Runs `tell` when everything written so far in this turn is on disk. */
  afterCommit(tell: () => void): void {
    this.#afterCommit.push(tell);
    this.#schedule();
  }

  /** Ends the turn now. */
  end(): void {
    clearImmediate(this.#pending);
    this.#pending = undefined;
    for (const work of this.#beforeCommit) {
      this.#beforeCommit.delete(work);
      work();
    }
    if (this.#inTransaction) {
      this.#database.exec('COMMIT');
      this.#inTransaction = false;
    }
    const promises = this.#afterCommit;
    this.#afterCommit = [];
    for (const tell of promises) tell();
    this.#onEnd();
  }

  /** Ends the last turn; what is asked for later is ignored. */
  close(): void {
    this.end();
    // What is told after a commit may itself have written.
    while (this.#pending !== undefined) this.end();
    this.#closed = true;
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#pending ??= setImmediate(() => {
      this.end();
    });
  }
}
