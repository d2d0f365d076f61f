import type { JobId } from '../domain/job/job-id.ts';
import type { Pause } from './ports/environment.ts';

/*
 * Whoever writes a job's lane has read it before and writes under the version read, so of many at once one is let
 * through and all others look again: hundreds of claims of one job, delivered together after an outage, would cost
 * the square of their number. Within a process they take turns instead, and only another process can make one
 * conflict.
 *
 * A turn is a courtesy and guards nothing: the versions do. Therefore it may end early. Work that hangs, or that
 * waits by mistake for a turn of its own job, keeps the others waiting for TURN_MS at most.
 */

/** How long a turn keeps others waiting, ms: far longer than a few calls of a store take that is well. */
export const TURN_MS = 10_000;

/** The turns of one process; those of different jobs know nothing of each other. */
export class JobTurns {
  readonly #pause: Pause;
  /** Of each job in work. */
  readonly #lines = new Map<JobId, Line>();

  constructor({ pause }: { readonly pause: Pause }) {
    this.#pause = pause;
  }

  /** How many jobs somebody has a turn of. */
  get jobsInWork(): number {
    return this.#lines.size;
  }

  /**
   * Does the work when its turn has come, in the order in which it was asked for; settles as the work does. The work
   * takes no other turn of the job.
   */
  async take<T>(jobId: JobId, work: () => Promise<T>): Promise<T> {
    const turn = await this.#enter(jobId);
    try {
      return await work();
    } finally {
      this.#pass(jobId, turn);
    }
  }

  async #enter(jobId: JobId): Promise<Turn> {
    const turn: Turn = { bound: undefined };
    const line = this.#lines.get(jobId);
    if (line === undefined) {
      this.#lines.set(jobId, { turn, waiting: [] });
      return turn;
    }
    await new Promise<void>((goOn) => {
      line.waiting.push({ turn, goOn });
      this.#bound(jobId, line.turn);
    });
    return turn;
  }

  /** Sees to it that a turn ends, now that somebody waits for that. */
  #bound(jobId: JobId, turn: Turn): void {
    if (turn.bound !== undefined) return;
    turn.bound = new AbortController();
    void this.#pause(TURN_MS, turn.bound.signal).then(() => {
      this.#pass(jobId, turn);
    });
  }

  #pass(jobId: JobId, turn: Turn): void {
    turn.bound?.abort();
    const line = this.#lines.get(jobId);
    // It has lasted too long, and another has had its turn since.
    if (line?.turn !== turn) return;
    const next = line.waiting.shift();
    if (next === undefined) {
      this.#lines.delete(jobId);
      return;
    }
    line.turn = next.turn;
    if (line.waiting.length > 0) this.#bound(jobId, next.turn);
    next.goOn();
  }
}

/** Who has the turn, and who waits for it. */
interface Line {
  turn: Turn;
  readonly waiting: { readonly turn: Turn; readonly goOn: () => void }[];
}

interface Turn {
  /** What ends it should it last too long; there is none while nobody waits. Aborted when the turn is over. */
  bound: AbortController | undefined;
}
