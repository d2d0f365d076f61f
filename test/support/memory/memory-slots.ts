import type { JobsAfter, SlotStore } from '../../../shared/application/ports/slot-store.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import type { SlotRange } from '../../../shared/domain/slot/named-slots.ts';
import type { SkippedSlots } from '../../../shared/domain/slot/slot-answer.ts';
import type { MemoryJobs } from './memory-jobs.ts';

export class MemorySlotStore implements SlotStore {
  /** Jobs that the query for due jobs does not see, as after a write by hand. */
  readonly unseen = new Set<JobId>();
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async runsDue(
    jobId: JobId,
    { fromDueAt, untilDueAt, limit }: SlotRange & { readonly limit: number },
  ): Promise<readonly Run[]> {
    return this.#runsOf(jobId)
      .filter(({ trigger, dueAt }) => trigger !== 'manual' && dueAt >= fromDueAt && dueAt <= untilDueAt)
      .slice(0, limit);
  }

  async *skippedSlots(jobId: JobId, { fromDueAt, untilDueAt }: SlotRange): AsyncGenerator<SkippedSlots> {
    const overlapping = this.#memory.skipped
      .filter((record) => record.jobId === jobId)
      .filter((record) => record.fromDueAt <= untilDueAt && record.untilDueAt >= fromDueAt)
      .sort((a, b) => a.fromDueAt - b.fromDueAt);
    for (const { jobId: _partition, ...record } of overlapping) yield record;
  }

  async coalescingRun(jobId: JobId, dueAt: number): Promise<Run | undefined> {
    return this.#runsOf(jobId).find(
      (run) => run.dueAt > dueAt && run.coalesced !== undefined && run.coalesced.fromDueAt <= dueAt,
    );
  }

  async jobsAfter(position = '', limit: number): Promise<JobsAfter> {
    const found = this.#memory.jobs
      .all()
      .filter(({ value: { state, jobId } }) => state !== 'deleted' && jobId > position)
      .sort((a, b) => (a.value.jobId < b.value.jobId ? -1 : 1))
      .slice(0, limit);
    const jobs = found.map((job) => ({ ...job, isSeenWhenDue: !this.#isUnseen(job.value) }));
    return { jobs, next: found.length < limit ? undefined : found.at(-1)?.value.jobId };
  }

  /** Whatever is written by the app is seen again. */
  #isUnseen({ jobId }: Job): boolean {
    return this.unseen.delete(jobId);
  }

  #runsOf(jobId: JobId): Run[] {
    return this.#memory.runs
      .all()
      .map(({ value }) => value)
      .filter((run) => run.jobId === jobId)
      .sort((a, b) => a.dueAt - b.dueAt);
  }
}
