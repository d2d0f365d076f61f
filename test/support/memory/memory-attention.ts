import type {
  AttentionLists,
  FailingJobName,
  WantedAttention,
} from '../../../shared/application/ports/attention-lists.ts';
import type { GivenUpRun, PausedJob, QuarantinedJob } from '../../../shared/domain/overview/overview.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import type { MemoryJobs } from './memory-jobs.ts';

/** What needs somebody, of the jobs and runs in memory. */
export class MemoryAttentionLists implements AttentionLists {
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async failingJobs({
    limit,
    since,
  }: {
    readonly limit: number;
    readonly since: number;
  }): Promise<{ readonly jobs: readonly FailingJobName[]; readonly areAll: boolean }> {
    const lanes = this.#memory.lanes.all().filter(({ value }) => value.consecutiveFailures > 0);
    const jobs = lanes.slice(0, limit).flatMap(({ value: { jobId, consecutiveFailures } }) => {
      const job = this.#memory.jobs.get(jobId)?.value;
      const isRecent = job?.state === 'completed' && job.updatedAt >= since;
      if (job === undefined || (job.state !== 'active' && !isRecent)) return [];
      return [{ jobId, valueStream: job.valueStream, consecutiveFailures }];
    });
    return { jobs, areAll: lanes.length <= limit };
  }

  async pausedJobs(wanted: WantedAttention): Promise<readonly PausedJob[]> {
    const found = this.#jobs('paused', wanted).flatMap(({ jobId, valueStream, pause }) =>
      pause === undefined ? [] : [{ jobId, valueStream, pause }],
    );
    return found.slice(0, wanted.limit);
  }

  async quarantinedJobs(wanted: WantedAttention): Promise<readonly QuarantinedJob[]> {
    const found = this.#jobs('quarantined', wanted).flatMap(({ jobId, valueStream, quarantine }) =>
      quarantine === undefined ? [] : [{ jobId, valueStream, quarantine }],
    );
    return found.slice(0, wanted.limit);
  }

  async deadRuns({
    valueStreams,
    limit,
    since,
  }: WantedAttention & { readonly since: number }): Promise<readonly GivenUpRun[]> {
    return this.#memory.runs
      .all()
      .flatMap(({ value: run }) => {
        if (run.state !== 'dead' || run.finishedAt < since) return [];
        const { runId, jobId, valueStream, finishedAt, cause } = run;
        return [{ runId, jobId, valueStream, finishedAt, cause }];
      })
      .filter(({ valueStream }) => valueStreams?.includes(valueStream) ?? true)
      .slice(0, limit);
  }

  #jobs(state: Job['state'], { valueStreams }: WantedAttention): readonly Job[] {
    return this.#memory.jobs
      .all()
      .map(({ value }) => value)
      .filter((job) => job.state === state && (valueStreams?.includes(job.valueStream) ?? true));
  }
}
