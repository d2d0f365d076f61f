import type { Backfill } from '../../../shared/domain/backfill/backfill.ts';
import { isFinished } from '../../../shared/domain/run/run.ts';
import { BACKFILL_REASON } from '../people.ts';
import { forbid, shown, type Watched } from './findings.ts';

const OVER: ReadonlySet<string> = new Set(['completed', 'cancelled', 'cancelling']);

/** Looks at each write of a backfill. */
export class BackfillWatch {
  readonly #watched: Watched;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  written(before: Backfill | undefined, after: Backfill): void {
    this.#checkConcurrency(after);
    if (before === undefined) return;
    const name = after.backfillId;
    const isOpen = after.state === 'running' || after.state === 'paused';
    const wasResumed = before.state === 'paused' && after.state === 'running';
    const madeRuns = after.runCount > before.runCount;
    const isAskedFor = before.lastChange?.at !== after.lastChange?.at;
    this.#forbid(
      OVER.has(before.state) && isOpen,
      () => `${name} went from ${before.state} to ${after.state}`,
    );
    this.#forbid(wasResumed && !isAskedFor, () => `${name} resumed by itself`);
    this.#forbid(after.doneUntil < before.doneUntil, () => `${name} went back to ${shown(after.doneUntil)}`);
    this.#forbid(madeRuns && before.state !== 'running', () => `${name} made runs although ${before.state}`);
  }

  #forbid(isSo: boolean, describe: () => string): void {
    forbid(this.#watched, isSo, describe);
  }

  /** At the end each of them is. */
  conclude(): void {
    for (const { value } of this.#watched.memory.backfills.all()) {
      if (value.state === 'completed' || value.state === 'cancelled') continue;
      this.#watched.report(`${value.backfillId} is still ${value.state}`);
    }
  }

  #checkConcurrency({ backfillId, maxConcurrent }: Backfill): void {
    const unfinished = this.#watched.memory.runs
      .all()
      // A run that a person retries is another request.
      .filter(({ value }) => value.backfillId === backfillId && value.requested?.reason === BACKFILL_REASON)
      .filter(({ value }) => !isFinished(value)).length;
    if (unfinished > maxConcurrent) {
      this.#watched.report(`${backfillId} has ${unfinished} unfinished runs, ${maxConcurrent} may be`);
    }
  }
}
