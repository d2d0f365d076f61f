import { z } from 'zod';

import type { DatabaseLocation } from '../../sqlite/open-database.ts';
import { openDatabase } from '../../sqlite/open-database.ts';

/** When a timer last ran and is next due (epoch milliseconds), as last written down. */
export interface TimerStatus {
  readonly last: number | undefined;
  readonly next: number | undefined;
  readonly updated: number;
}

const rowSchema = z.object({
  last: z.number().nullable(),
  next: z.number().nullable(),
  updated: z.number(),
});

/** Remembers timers' statuses over restarts, which is how a host knows that a run was missed. */
export class TimerStatusStore {
  readonly #database;

  constructor(location: DatabaseLocation) {
    this.#database = openDatabase(
      location,
      'CREATE TABLE IF NOT EXISTS timers (name TEXT PRIMARY KEY, last INTEGER, next INTEGER, updated INTEGER NOT NULL)',
    );
  }

  read(name: string): TimerStatus | undefined {
    const row = this.#database.prepare('SELECT last, next, updated FROM timers WHERE name = ?').get(name);
    if (row === undefined) return undefined;
    const { last, next, updated } = rowSchema.parse(row);
    return { last: last ?? undefined, next: next ?? undefined, updated };
  }

  /** Without effect once closed: a run that outlives its host's drain has nobody to tell. */
  write(name: string, { last, next, updated }: TimerStatus): void {
    if (!this.#database.isOpen) return;
    this.#database
      .prepare('INSERT OR REPLACE INTO timers (name, last, next, updated) VALUES (?, ?, ?, ?)')
      .run(name, last ?? null, next ?? null, updated);
  }

  close(): void {
    this.#database.close();
  }
}
