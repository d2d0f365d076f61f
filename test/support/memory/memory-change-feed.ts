import type { ChangeFeed, ChangesRead } from '../../../shared/application/ports/change-feed.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import type { MemoryJobs } from './memory-jobs.ts';

/** Positions count the writes. */
export class MemoryChangeFeed implements ChangeFeed {
  readonly #memory: MemoryJobs;
  readonly #pageSize: number;
  /** How often it has been read. */
  reads = 0;

  constructor(memory: MemoryJobs, pageSize = 100) {
    this.#memory = memory;
    this.#pageSize = pageSize;
  }

  async now(): Promise<string> {
    return `${this.#memory.writes}`;
  }

  async read(after: string): Promise<ChangesRead> {
    this.reads += 1;
    if (!/^\d+$/.test(after)) {
      throw new InvalidInput('The position is none that this feed gave.', [
        { pointer: '/since', message: 'must be the id of an event of this stream' },
      ]);
    }
    const position = Number(after);
    if (position > this.#memory.writes) return { outcome: 'unknown-position' };
    const page = [...this.#memory.lastWrites.values()]
      .filter(({ at }) => at > position)
      .slice(0, this.#pageSize);
    const last = page.at(-1);
    if (last === undefined) return { outcome: 'nothing' };
    return { outcome: 'read', changes: page.map(({ change }) => change), position: `${last.at}` };
  }
}
