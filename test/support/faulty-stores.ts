import type { EnqueueRequest, RunQueue } from '../../shared/application/ports/run-queue.ts';
import type { CommitOutcome, JobWrite } from '../../shared/application/ports/job-store.ts';
import type { Orchestrations, WorkToStart } from '../../shared/application/ports/orchestrations.ts';
import type { Versioned } from '../../shared/application/ports/versioned.ts';
import { Unavailable } from '../../shared/domain/errors.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { Run } from '../../shared/domain/run/run.ts';
import type { RunId, RunAttempt } from '../../shared/domain/run/run-id.ts';
import { MemoryJobStore, MemoryRunStore, type MemoryJobs } from './memory/memory-jobs.ts';

/** Cannot commit anything of one job. */
export class JobStoreFailingFor extends MemoryJobStore {
  readonly #failing: string;

  constructor(memory: MemoryJobs, failing: string) {
    super(memory);
    this.#failing = failing;
  }

  override async commit(write: JobWrite): Promise<CommitOutcome> {
    if (write.jobId === this.#failing) throw new Unavailable('The store did not answer.');
    return super.commit(write);
  }
}

/** Takes nothing: what a dispatcher killed after its commit, or a broker that is away, looks like. */
export class RefusingRunQueue implements RunQueue {
  async enqueue(requests: readonly EnqueueRequest[]): Promise<void> {
    if (requests.length > 0) throw new Unavailable('The queue did not answer.');
  }
}

/** Fails to start once: what a worker killed between claim and start looks like. */
export class OrchestrationsFailingOnce implements Orchestrations {
  readonly #inner: Orchestrations;
  #hasFailed = false;

  constructor(inner: Orchestrations) {
    this.#inner = inner;
  }

  status(attempt: RunAttempt): Promise<'absent' | 'active' | 'ended'> {
    return this.#inner.status(attempt);
  }

  cancel(attempt: RunAttempt): Promise<'told' | 'nobody'> {
    return this.#inner.cancel(attempt);
  }

  wake(attempt: RunAttempt): Promise<void> {
    return this.#inner.wake(attempt);
  }

  start(attempt: WorkToStart): Promise<'started' | 'already-started'> {
    if (this.#hasFailed) return this.#inner.start(attempt);
    this.#hasFailed = true;
    return Promise.reject(new Unavailable('The host did not answer.'));
  }
}

/** Lets nobody read on until so many have read the same state: the worst moment to be concurrent. */
class Meeting {
  #missing: number;
  readonly #complete: Promise<void>;
  #release: () => void = () => undefined;

  constructor(parties: number) {
    this.#missing = parties;
    this.#complete = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  async join(): Promise<void> {
    this.#missing -= 1;
    if (this.#missing <= 0) this.#release();
    await this.#complete;
  }
}

/** Runs that the first so many readers read at the same time. */
export class RunStoreReadTogether extends MemoryRunStore {
  readonly #meeting: Meeting;

  constructor(memory: MemoryJobs, parties: number) {
    super(memory);
    this.#meeting = new Meeting(parties);
  }

  override async get(runId: RunId): Promise<Versioned<Run> | undefined> {
    const found = await super.get(runId);
    await this.#meeting.join();
    return found;
  }
}

/** Jobs whose due ones, and each by itself, the first so many readers read at the same time. */
export class JobStoreReadTogether extends MemoryJobStore {
  readonly #meeting: Meeting;

  constructor(memory: MemoryJobs, parties: number) {
    super(memory);
    this.#meeting = new Meeting(parties);
  }

  override async get(jobId: JobId): Promise<Versioned<Job> | undefined> {
    const found = await super.get(jobId);
    await this.#meeting.join();
    return found;
  }

  override async *due(
    until: number,
    filter?: { readonly valueStream: string },
  ): AsyncGenerator<Versioned<Job>> {
    const found = await Array.fromAsync(super.due(until, filter));
    await this.#meeting.join();
    yield* found;
  }
}

/** Fails every reading with one error. */
export class UnreadableJobStore extends MemoryJobStore {
  readonly #error: Error;

  constructor(memory: MemoryJobs, error: Error) {
    super(memory);
    this.#error = error;
  }

  override get(): Promise<never> {
    return Promise.reject(this.#error);
  }
}

/** Lets something happen right after the first reading of a job, before the reader can write. */
export class JobStoreOvertaken extends MemoryJobStore {
  #overtake: (() => Promise<unknown>) | undefined;

  constructor(memory: MemoryJobs, overtake: () => Promise<unknown>) {
    super(memory);
    this.#overtake = overtake;
  }

  override async get(jobId: JobId): Promise<Versioned<Job> | undefined> {
    const found = await super.get(jobId);
    const overtake = this.#overtake;
    this.#overtake = undefined;
    await overtake?.();
    return found;
  }
}
