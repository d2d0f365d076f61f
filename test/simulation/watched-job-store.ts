import type { CommitOutcome, JobWrite } from '../../shared/application/ports/job-store.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { MemoryJobStore, type MemoryJobs } from '../support/memory/memory-jobs.ts';
import type { Audit } from './audit/audit.ts';

/** The job store in memory; the audit looks at each write as it is made, before anything else happens. */
export class WatchedJobStore extends MemoryJobStore {
  readonly #memory: MemoryJobs;
  readonly #audit: Audit;

  constructor(memory: MemoryJobs, audit: Audit) {
    super(memory);
    this.#memory = memory;
    this.#audit = audit;
  }

  override async create(job: Job): Promise<'created' | 'already-exists'> {
    const outcome = super.create(job);
    this.#audit.committed(job.jobId);
    return outcome;
  }

  override async save(job: Job, condition: { readonly ifVersion: string }): Promise<void> {
    const saved = super.save(job, condition);
    this.#audit.committed(job.jobId);
    return saved;
  }

  override async commit(write: JobWrite): Promise<CommitOutcome> {
    const { backfills } = this.#memory;
    const { backfillId } = write.backfill?.value ?? {};
    const before = backfillId === undefined ? undefined : backfills.get(backfillId);
    const outcome = super.commit(write);
    this.#audit.committed(write.jobId);
    const after = backfillId === undefined ? undefined : backfills.get(backfillId);
    if (after !== undefined && after !== before) this.#audit.backfillWritten(before?.value, after.value);
    return outcome;
  }
}
