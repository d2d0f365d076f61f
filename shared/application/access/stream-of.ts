import { isJobId } from '../../domain/job/job-id.ts';
import { isRunId } from '../../domain/run/run-id.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { LeaseStore } from '../ports/lease-store.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import { createStreamOfLock } from '../read-locks.ts';

/** What has a value stream. */
export type OwnedThing = 'job' | 'run' | 'model' | 'lock';

/** Finds the value stream of a thing by the parameters of a path; undefined: there is no such thing. */
export type StreamOf = (
  thing: OwnedThing,
  params: Readonly<Record<string, string>>,
) => Promise<string | undefined>;

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly runs: Pick<RunStore, 'get'>;
  readonly leases: Pick<LeaseStore, 'get'>;
  readonly models: Pick<ModelStore, 'get'>;
}

/**
 * A job that was deleted keeps its value stream, so that its name, its runs and its history stay with those who had it. A
 * lock is of the value stream of the job whose run has it, or had it last; one whose job is not known is of none, and only
 * for those who may see everything. So is a model that nobody has claimed yet.
 */
export function createStreamOf({ jobs, runs, leases, models }: Dependencies): StreamOf {
  async function ofJob(jobId: string): Promise<string | undefined> {
    return isJobId(jobId) ? (await jobs.get(jobId))?.value.valueStream : undefined;
  }

  async function ofRun(runId: string): Promise<string | undefined> {
    return isRunId(runId) ? (await runs.get(runId))?.value.valueStream : undefined;
  }

  const ofLock = createStreamOfLock({ jobs, leases });

  return async (thing, params) => {
    const { jobId = '', runId = '', modelId = '', resource = '' } = params;
    switch (thing) {
      case 'job':
        return ofJob(jobId);
      case 'run':
        return ofRun(runId);
      case 'model':
        return (await models.get(modelId))?.value.valueStream;
      case 'lock':
        return ofLock(resource);
    }
  };
}
