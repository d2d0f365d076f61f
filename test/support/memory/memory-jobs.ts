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
  readonly #isGuarded: boolean;
  readonly #onWrite: (before: T | undefined, after: T) => void;
  #writes = 0;

  constructor(isGuarded: boolean, onWrite: (before: T | undefined, after: T) => void) {
    this.#isGuarded = isGuarded;
    this.#onWrite = onWrite;
  }

  get(id: Id): Versioned<T> | undefined {
    return this.#values.get(id);
  }

  all(): Versioned<T>[] {
    return [...this.#values.values()];
  }

  set(id: Id, value: T): void {
    this.#writes += 1;
    this.#onWrite(this.#values.get(id)?.value, value);
    this.#values.set(id, { value, version: `v${this.#writes}` });
  }

  replace(id: Id, value: T, ifVersion: string): void {
    if (this.#isGuarded && this.#values.get(id)?.version !== ifVersion) throw new VersionConflict(id);
    this.set(id, value);
  }
}

/** The conditions that writes are made under; a test that switches one off shows that it is needed. */
export interface Guards {
  /** A job is replaced only at the version that was read. */
  readonly jobVersion: boolean;
  /** A run is replaced only at the version that was read. */
  readonly runVersion: boolean;
  /** A run is created only when there is none of its id. */
  readonly runIsNew: boolean;
}

export interface MemoryJobsOptions {
  readonly guards?: Guards;
  readonly onJobWrite?: (before: Job | undefined, after: Job) => void;
  readonly onRunWrite?: (before: Run | undefined, after: Run) => void;
}

export const ALL_GUARDS: Guards = { jobVersion: true, runVersion: true, runIsNew: true };

/** The container `jobs` in memory: jobs and runs, with the dispatch as one step. */
export class MemoryJobs {
  readonly guards: Guards;
  readonly jobs: VersionedMap<JobId, Job>;
  readonly runs: VersionedMap<RunId, Run>;
  readonly skipped: (SkippedSlots & { readonly jobId: JobId })[] = [];

  constructor(options: MemoryJobsOptions = {}) {
    const nothing = () => undefined;
    this.guards = options.guards ?? ALL_GUARDS;
    this.jobs = new VersionedMap(this.guards.jobVersion, options.onJobWrite ?? nothing);
    this.runs = new VersionedMap(this.guards.runVersion, options.onRunWrite ?? nothing);
  }
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
    const { guards } = this.#memory;
    const stored = this.#memory.jobs.get(job.jobId)?.version;
    if (guards.jobVersion && stored !== ifVersion) return 'conflict';
    const exists = runs.some((run) => this.#memory.runs.get(run.runId) !== undefined);
    if (guards.runIsNew && exists) return 'run-exists';
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
