import type {
  BackfillKey,
  BackfillStore,
  RunCounts,
} from '../../../shared/application/ports/backfill-store.ts';
import type { Page, PageRequest, Versioned } from '../../../shared/application/ports/versioned.ts';
import type { Backfill } from '../../../shared/domain/backfill/backfill.ts';
import type { SlotRun } from '../../../shared/domain/backfill/slot-run.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import { isFinished, type Run, type UnfinishedRun } from '../../../shared/domain/run/run.ts';
import { fromCursor, page, type MemoryJobs } from './memory-jobs.ts';

/** The backfills of the container `jobs` in memory. */
export class MemoryBackfillStore implements BackfillStore {
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async get({ jobId, backfillId }: BackfillKey): Promise<Versioned<Backfill> | undefined> {
    const stored = this.#memory.backfills.get(backfillId);
    return stored?.value.jobId === jobId ? stored : undefined;
  }

  async listByJob(jobId: JobId, { limit, cursor }: PageRequest): Promise<Page<Backfill>> {
    const after = cursor === undefined ? undefined : fromCursor(cursor);
    const backfills = this.#memory.backfills
      .all()
      .map(({ value }) => value)
      .filter((backfill) => backfill.jobId === jobId)
      .sort((a, b) => b.createdAt - a.createdAt);
    const start = backfills.findIndex(({ backfillId }) => backfillId === after) + 1;
    return page(backfills.slice(start), limit, ({ backfillId }) => backfillId);
  }

  async *inWork(): AsyncGenerator<Backfill> {
    for (const { value } of this.#memory.backfills.all()) {
      if (value.state === 'running' || value.state === 'cancelling') yield value;
    }
  }

  async *unfinishedRuns(key: BackfillKey): AsyncGenerator<UnfinishedRun> {
    for (const run of this.#runsOf(key)) if (!isFinished(run)) yield run;
  }

  async countUnfinished(key: BackfillKey): Promise<number> {
    return this.#runsOf(key).filter((run) => !isFinished(run)).length;
  }

  async countRuns(key: BackfillKey): Promise<RunCounts> {
    const states = Map.groupBy(this.#runsOf(key), ({ state }) => state);
    return Object.fromEntries([...states].map(([state, runs]) => [state, runs.length]));
  }

  async *slotRuns(
    jobId: JobId,
    { fromDueAt, untilDueAt }: { readonly fromDueAt: number; readonly untilDueAt: number },
  ): AsyncGenerator<SlotRun> {
    for (const { value: run } of this.#memory.runs.all()) {
      const isOfSlot = run.jobId === jobId && run.trigger !== 'manual';
      if (!isOfSlot || run.dueAt < fromDueAt || run.dueAt > untilDueAt) continue;
      const { dueAt, state } = run;
      const begun = 'startedAt' in run ? { startedAt: run.startedAt } : {};
      yield { dueAt, state, ...begun };
    }
  }

  #runsOf({ jobId, backfillId }: BackfillKey): Run[] {
    return this.#memory.runs
      .all()
      .map(({ value }) => value)
      .filter((run) => run.jobId === jobId && run.backfillId === backfillId);
  }
}
