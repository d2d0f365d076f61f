import type { Page, PageRequest, Versioned } from '../../../shared/application/ports/versioned.ts';
import type { DispatchWrite, JobFilter, JobStore } from '../../../shared/application/ports/job-store.ts';
import type { RunStore } from '../../../shared/application/ports/run-store.ts';
import type { SkippedSlots } from '../../../shared/domain/dispatch/plan-dispatch.ts';
import { InvalidInput, VersionConflict } from '../../../shared/domain/errors.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import type { RunId } from '../../../shared/domain/run/run-id.ts';

/** Values with versions, written only under the version that was read. */
class VersionedMap<Id extends string, T> {
  readonly #values = new Map<Id, Versioned<T>>();
  #writes = 0;

  get(id: Id): Versioned<T> | undefined {
    return this.#values.get(id);
  }

  all(): Versioned<T>[] {
    return [...this.#values.values()];
  }

  set(id: Id, value: T): void {
    this.#writes += 1;
    this.#values.set(id, { value, version: `v${this.#writes}` });
  }

  replace(id: Id, value: T, ifVersion: string): void {
    if (this.#values.get(id)?.version !== ifVersion) throw new VersionConflict(id);
    this.set(id, value);
  }
}

/** The container `jobs` in memory: jobs and runs, with the dispatch as one step. */
export class MemoryJobs {
  readonly jobs = new VersionedMap<JobId, Job>();
  readonly runs = new VersionedMap<RunId, Run>();
  readonly skipped: (SkippedSlots & { readonly jobId: JobId })[] = [];
}

export class MemoryJobStore implements JobStore {
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async get(jobId: JobId): Promise<Versioned<Job> | undefined> {
    return this.#memory.jobs.get(jobId);
  }

  async create(job: Job): Promise<'created' | 'already-exists'> {
    if (this.#memory.jobs.get(job.jobId) !== undefined) return 'already-exists';
    this.#memory.jobs.set(job.jobId, job);
    return 'created';
  }

  async save(job: Job, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    this.#memory.jobs.replace(job.jobId, job, ifVersion);
  }

  async list({ valueStream, modelId }: JobFilter, { limit, cursor }: PageRequest): Promise<Page<Job>> {
    const after = cursor === undefined ? '' : fromCursor(cursor);
    const jobs = this.#memory.jobs
      .all()
      .map(({ value }) => value)
      .filter((job) => job.state !== 'deleted' && job.jobId > after)
      .filter((job) => valueStream === undefined || job.valueStream === valueStream)
      .filter((job) => modelId === undefined || job.task.modelId === modelId)
      .sort((a, b) => (a.jobId < b.jobId ? -1 : 1));
    return page(jobs, limit, (job) => job.jobId);
  }

  async *due(until: number): AsyncGenerator<Versioned<Job>> {
    const due = this.#memory.jobs
      .all()
      .filter(({ value }) => value.state === 'active' && (value.nextDueAt ?? Infinity) <= until)
      .sort((a, b) => (a.value.nextDueAt ?? 0) - (b.value.nextDueAt ?? 0));
    yield* due;
  }

  async dispatch({
    job,
    ifVersion,
    runs,
    skipped,
  }: DispatchWrite): Promise<'dispatched' | 'conflict' | 'run-exists'> {
    if (this.#memory.jobs.get(job.jobId)?.version !== ifVersion) return 'conflict';
    if (runs.some((run) => this.#memory.runs.get(run.runId) !== undefined)) return 'run-exists';
    this.#memory.jobs.replace(job.jobId, job, ifVersion);
    for (const run of runs) this.#memory.runs.set(run.runId, run);
    if (skipped !== undefined) this.#memory.skipped.push({ ...skipped, jobId: job.jobId });
    return 'dispatched';
  }
}

export class MemoryRunStore implements RunStore {
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async get(runId: RunId): Promise<Versioned<Run> | undefined> {
    return this.#memory.runs.get(runId);
  }

  async save(run: Run, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    this.#memory.runs.replace(run.runId, run, ifVersion);
  }

  async listByJob(jobId: JobId, { limit, cursor }: PageRequest): Promise<Page<Run>> {
    const before = cursor === undefined ? Infinity : Number(fromCursor(cursor));
    if (Number.isNaN(before)) throw badCursor();
    const runs = this.#memory.runs
      .all()
      .map(({ value }) => value)
      .filter((run) => run.jobId === jobId && run.dueAt < before)
      .sort((a, b) => b.dueAt - a.dueAt);
    return page(runs, limit, (run) => String(run.dueAt));
  }

  async *unfinishedSince(instant: number): AsyncGenerator<Run> {
    for (const { value: run } of this.#memory.runs.all()) {
      if ((run.state === 'pending' || run.state === 'running') && run.effectiveAt <= instant) yield run;
    }
  }
}

function page<T>(items: readonly T[], limit: number, keyOf: (item: T) => string): Page<T> {
  const last = items[limit - 1];
  return items.length > limit && last !== undefined
    ? { items: items.slice(0, limit), nextCursor: `after:${keyOf(last)}` }
    : { items };
}

function fromCursor(cursor: string): string {
  if (!cursor.startsWith('after:')) throw badCursor();
  return cursor.slice('after:'.length);
}

function badCursor(): InvalidInput {
  return new InvalidInput('The cursor is not one that a page gave.', [
    { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
  ]);
}
