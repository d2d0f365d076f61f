import type { JobKind } from '../job/job-work.ts';
import type { Job } from '../job/job.ts';
import { spreadMs } from '../dispatch/spread.ts';

/** What figures and events tell of a job; of one that is not known, nothing. */
export interface JobFacts {
  readonly valueStream: string;
  readonly kind: JobKind | 'unknown';
  /** How long after its slots its runs are to start, ms. */
  readonly spreadMs: number;
}

export const NO_FACTS: JobFacts = { valueStream: 'unknown', kind: 'unknown', spreadMs: 0 };

export function factsOf(job: Job): JobFacts {
  return { valueStream: job.valueStream, kind: job.kind, spreadMs: spreadMs(job) };
}
