import type { BatchJob } from './batch-job.ts';
import type { BatchSource } from './batch-source.ts';

/** A job that has succeeded in an earlier attempt of its run, and is not made again. Instants are epoch ms. */
export interface KeptJob {
  readonly name: string;
  /** In which it succeeded. */
  readonly attempt: number;
  readonly node?: string;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** Whether that node was the first that it preferred. */
  readonly isOnPrimary: boolean;
}

interface Templates {
  readonly jobs: readonly BatchJob[];
  readonly source?: BatchSource;
}

/**
 * Whether a job is the same in two tasks, its source too: what has been edited meanwhile is another job, whatever it is
 * called. Both tasks are as their contract makes them, so that the same gives the same text.
 */
export function isSameJob(name: string, one: Templates, other: Templates): boolean {
  const [former, present] = [templateOf(name, one), templateOf(name, other)];
  return former !== undefined && former === present;
}

function templateOf(name: string, { jobs, source }: Templates): string | undefined {
  const job = jobs.find((each) => each.name === name);
  return job === undefined ? undefined : JSON.stringify({ job, source });
}
