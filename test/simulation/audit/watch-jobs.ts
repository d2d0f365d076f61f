import type { Job } from '../../../shared/domain/job/job.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import { sameJson } from '../../../shared/domain/job/same-json.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import { nextDueAt } from '../../../shared/domain/schedule/next-due-at.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { forbid, shown, type Watched } from './findings.ts';

/** The time in which a definition named the slots of a job. */
export interface Period {
  readonly recurrences: readonly Recurrence[];
  /** Epoch ms; not included. */
  readonly after: number;
  /** Epoch ms; included. */
  until: number;
  /** True time at which it was written; a process may have hung since it looked at its clock. */
  readonly writtenAt: number;
  readonly fromGeneration: number;
  untilGeneration: number;
}

/** Looks at each write of a job and remembers which slots its definitions named. */
export class JobWatch {
  readonly #watched: Watched;
  readonly #periods = new Map<JobId, Period[]>();
  /** The slots that a resume went over once more, though some of them had been dispatched ahead. */
  readonly #resumed = new Map<JobId, { readonly from: number; readonly until: number }[]>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  periodsOf(jobId: JobId): readonly Period[] {
    return this.#periods.get(jobId) ?? [];
  }

  /** The slots of a period up to an instant (epoch ms). */
  slotsOf({ recurrences, after, until }: Period, end: number): readonly number[] {
    const last = Math.min(until, end);
    return last <= after ? [] : dueTimes(recurrences, { after, until: last, limit: 10_000 });
  }

  written(before: Job | undefined, after: Job): void {
    const present = before?.state === 'deleted' ? undefined : before;
    this.#notePeriod(present, after);
    if (before !== undefined) this.#checkWrite(before, after);
    this.#noteResume(before, after);
  }

  #notePeriod(before: Job | undefined, after: Job): void {
    const isGone = after.state === 'deleted';
    if (before !== undefined && isGone) this.#close(after, after.updatedAt);
    if (isGone) return;
    if (before === undefined) {
      this.#open(after);
    } else if (after.slotsAfter === before.slotsAfter) {
      this.#continue(after);
    } else {
      this.#close(before, after.slotsAfter);
      this.#open(after);
    }
  }

  #noteResume(before: Job | undefined, { jobId, resume, nextDueAt: from = Infinity }: Job): void {
    if (resume === undefined || before?.resume?.at === resume.at) return;
    const until = Math.max(resume.at, before?.nextDueAt ?? 0);
    this.#resumed.set(jobId, [...(this.#resumed.get(jobId) ?? []), { from, until }]);
  }

  wasResumedOver(jobId: JobId, slot: number): boolean {
    return (this.#resumed.get(jobId) ?? []).some(({ from, until }) => from <= slot && slot < until);
  }

  /**
   * A run is made for a slot that its job's definition names. A backfill may reach back before the definition, and
   * an edit may overtake its step.
   */
  runWritten(before: Run | undefined, { runId, jobId, dueAt, trigger }: Run): void {
    if (before !== undefined || trigger === 'manual') return;
    const { memory, report } = this.#watched;
    const job = memory.jobs.get(jobId)?.value;
    const isNamed =
      trigger === 'backfill'
        ? this.periodsOf(jobId).some(({ recurrences }) => names(recurrences, dueAt))
        : job !== undefined && names(job.recurrences, dueAt) && dueAt > job.slotsAfter;
    if (!isNamed) report(`${runId} was made for a slot that no definition names`);
  }

  #open({ jobId, recurrences, slotsAfter, generation }: Job): void {
    const period = {
      recurrences,
      writtenAt: this.#watched.now(),
      ...{ after: slotsAfter, until: Infinity, fromGeneration: generation, untilGeneration: generation },
    };
    this.#periods.set(jobId, [...this.periodsOf(jobId), period]);
  }

  #close({ jobId }: Job, until: number): void {
    const period = this.#periods.get(jobId)?.at(-1);
    if (period !== undefined) period.until = until;
  }

  #continue({ jobId, generation }: Job): void {
    const period = this.#periods.get(jobId)?.at(-1);
    if (period !== undefined) period.untilGeneration = generation;
  }

  #checkWrite(before: Job, after: Job): void {
    const name = after.jobId;
    const check = (isSo: boolean, describe: () => string): void => {
      forbid(this.#watched, isSo, describe);
    };
    check(after.generation < before.generation, () => `${name} went back to generation ${after.generation}`);
    if (before.generation !== after.generation) return;
    const wasDeleted = before.state === 'deleted';
    check(wasDeleted && after.state !== 'deleted', () => `${name} was deleted and came back`);
    check(!isSameDefinition(before, after), () => `${name} changed within a generation`);
    check(
      isBack(before, after),
      () => `${name} went back to ${shown(after.nextDueAt ?? 0)}, which it had dispatched`,
    );
  }
}

/** A resume goes back, and nothing else. */
function isBack(before: Job, after: Job): boolean {
  const isResumed = before.state !== 'active' && after.state === 'active';
  if (isResumed || after.state === 'deleted') return false;
  return (after.nextDueAt ?? Infinity) < (before.nextDueAt ?? Infinity);
}

function isSameDefinition(a: Job, b: Job): boolean {
  return (['valueStream', 'task', 'recurrences', 'policies'] as const).every(
    (part) => a[part] === b[part] || sameJson(a[part], b[part]),
  );
}

function names(recurrences: readonly Recurrence[], slot: number): boolean {
  return nextDueAt(recurrences, slot - 1) === slot;
}
