import type { Job } from '../../shared/domain/job/job.ts';
import type { Run } from '../../shared/domain/run/run.ts';
import { dueTimes } from '../../shared/domain/schedule/due-times.ts';
import type { MemoryJobs, MemoryJobsOptions } from '../support/memory/memory-jobs.ts';
import type { MemoryStabilityStore } from '../support/memory/memory-stores.ts';

export interface SimulationResult {
  readonly slots: number;
  /** What must never be, in words; empty when all is well. */
  readonly violations: readonly string[];
}

/** Which state may follow which; a finished run never changes. */
const LEGAL: Readonly<Record<string, readonly string[]>> = {
  none: ['pending'],
  pending: ['running', 'cancelled'],
  running: ['succeeded', 'failed'],
};

/** Watches every write, and at the end looks whether anything was lost or doubled. */
export class Audit {
  readonly #violations: string[] = [];

  /** To be called with each write of a job or a run. */
  readonly hooks: Required<Pick<MemoryJobsOptions, 'onJobWrite' | 'onRunWrite'>> = {
    onJobWrite: (before, after) => {
      this.#checkJobWrite(before, after);
    },
    onRunWrite: (before, after) => {
      const from = before?.state ?? 'none';
      if (LEGAL[from]?.includes(after.state) === true) return;
      this.#violations.push(`${after.runId} went from ${from} to ${after.state}`);
    },
  };

  /** Every slot that was to be over by `settledBefore` (epoch ms) has one run or one reason, and one result. */
  conclude(memory: MemoryJobs, stability: MemoryStabilityStore, settledBefore: number): SimulationResult {
    const runs = memory.runs.all().map(({ value }) => value);
    let slots = 0;
    for (const { value: job } of memory.jobs.all()) {
      // A job that came and went has slots that nobody owes a run; its writes have been watched all the same.
      if (job.jobId !== 'job-churn') slots += this.#checkSlots(job, memory, settledBefore);
    }
    for (const run of runs) this.#checkEnd(run, stability, settledBefore);
    return { slots, violations: this.#violations };
  }

  #checkJobWrite(before: Job | undefined, after: Job): void {
    if (before === undefined) return;
    const isSame = before.generation === after.generation;
    if (isSame && before.state === 'deleted' && after.state !== 'deleted') {
      this.#violations.push(`${after.jobId} came back although it was deleted`);
    }
    const slotBefore = before.nextDueAt ?? Infinity;
    if (isSame && after.state !== 'deleted' && (after.nextDueAt ?? Infinity) < slotBefore) {
      this.#violations.push(`${after.jobId} went back to a slot that it had dispatched`);
    }
  }

  #checkSlots(job: Job, memory: MemoryJobs, settledBefore: number): number {
    const due = dueTimes(job.recurrences, { after: job.createdAt, until: settledBefore, limit: 10_000 });
    const runs = memory.runs.all().filter(({ value }) => value.jobId === job.jobId);
    const ran = new Set(runs.map(({ value }) => value.dueAt));
    const reasons = memory.skipped.filter(({ jobId }) => jobId === job.jobId);
    for (const slot of due) {
      const covering = reasons.filter(({ fromDueAt, untilDueAt }) => fromDueAt <= slot && slot <= untilDueAt);
      const answers = covering.length + (ran.has(slot) ? 1 : 0);
      if (answers !== 1) {
        this.#violations.push(`${job.jobId} ${new Date(slot).toISOString()} has ${answers} answers`);
      }
    }
    return due.length;
  }

  #checkEnd(run: Run, stability: MemoryStabilityStore, settledBefore: number): void {
    const record = stability.records.get(run.runId);
    if (run.state === 'succeeded') {
      if (record === undefined) {
        if (run.finishedAt < settledBefore) this.#violations.push(`${run.runId} has no record of its result`);
      } else if (record.finishedAt !== run.finishedAt) {
        this.#violations.push(`${run.runId} has a record of another result`);
      }
      return;
    }
    if (record !== undefined) this.#violations.push(`${run.runId} has a record but is ${run.state}`);
    const hasEnded = run.state === 'cancelled' || run.state === 'failed';
    if (!hasEnded && run.effectiveAt < settledBefore)
      this.#violations.push(`${run.runId} is still ${run.state}`);
    if (run.state === 'failed') this.#violations.push(`${run.runId} failed: ${run.failure.reason}`);
  }
}
