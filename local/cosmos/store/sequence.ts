import type { DatabaseSync } from 'node:sqlite';

// 2^23 starts of 2^30 writes each stay within the integers a number holds exactly.
const NUMBERS_PER_START = 2 ** 30;

/**
 * Numbers that rise and are never given twice, over restarts too, without a write for each: every start takes a
 * range of its own. ETags are made of them; were one given again after a delete and a restart, a stale If-Match
 * could succeed.
 */
export class Sequence {
  #last: number;

  constructor(database: DatabaseSync) {
    const { lastInsertRowid } = database.prepare('INSERT INTO starts DEFAULT VALUES').run();
    this.#last = Number(lastInsertRowid) * NUMBERS_PER_START;
  }

  next(): number {
    this.#last += 1;
    return this.#last;
  }

  /** The last number given: the log sequence number of session tokens. */
  get last(): number {
    return this.#last;
  }
}
