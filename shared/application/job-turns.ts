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

  async #enter(jobId: JobId): Promise<AbortController> {
    const turn = new AbortController();
    const line = this.#lines.get(jobId);
    if (line === undefined) {
      this.#lines.set(jobId, { turn, isBounded: false, waiting: [] });
      return turn;
    }
    await new Promise<void>((goOn) => {
      line.waiting.push({ turn, goOn });
      this.#bound(jobId, line);
    });
    return turn;
  }

  /** Sees to it that the present turn ends, now that somebody waits for it. */
  #bound(jobId: JobId, line: Line): void {
    if (line.isBounded) return;
    line.isBounded = true;
    const { turn } = line;
    void this.#pause(TURN_MS, turn.signal).then(() => {
      this.#pass(jobId, turn);
    });
  }

  #pass(jobId: JobId, turn: AbortController): void {
    turn.abort();
    const line = this.#lines.get(jobId);
    // It has lasted too long, and another has had its turn since.
    if (line?.turn !== turn) return;
    const next = line.waiting.shift();
    if (next === undefined) {
      this.#lines.delete(jobId);
      return;
    }
    line.turn = next.turn;
    line.isBounded = false;
    if (line.waiting.length > 0) this.#bound(jobId, line);
    next.goOn();
  }
}

/** Who has the turn, and who waits for it. */
interface Line {
  /** Aborted when it is over. */
  turn: AbortController;
  /** Whether it is seen to that the turn ends. */
  isBounded: boolean;
  readonly waiting: { readonly turn: AbortController; readonly goOn: () => void }[];
}
