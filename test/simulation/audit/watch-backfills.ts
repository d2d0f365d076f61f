import type { Backfill } from '../../../shared/domain/backfill/backfill.ts';
import { isFinished } from '../../../shared/domain/run/run.ts';
import { BACKFILL_REASON } from '../people.ts';
import { shown, type Watched } from './findings.ts';

/** Looks at each write of a backfill. */
export class BackfillWatch {
  readonly #watched: Watched;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  written(before: Backfill | undefined, after: Backfill): void {
    this.#checkConcurrency(after);
    if (before === undefined) return;
    const { report } = this.#watched;
    const name = after.backfillId;
    const wasAsked = before.lastChange?.at !== after.lastChange?.at;
    const isOver =
      before.state === 'completed' || before.state === 'cancelled' || before.state === 'cancelling';
    if (isOver && (after.state === 'running' || after.state === 'paused')) {
      report(`${name} went from ${before.state} to ${after.state}`);
    }
    if (before.state === 'paused' && after.state === 'running' && !wasAsked)
      report(`${name} resumed by itself`);
    if (after.doneUntil < before.doneUntil) report(`${name} went back to ${shown(after.doneUntil)}`);
    if (before.state !== 'running' && after.runCount > before.runCount) {
      report(`${name} made runs although it was ${before.state}`);
    }
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
