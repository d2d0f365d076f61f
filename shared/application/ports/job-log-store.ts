import type { JobId } from '../../domain/job/job-id.ts';
import type { JobLogLine, JobLogPart, LogLevel } from '../../domain/run/job-log.ts';
import type { RunId } from '../../domain/run/run-id.ts';
import type { Page, PageRequest } from './versioned.ts';

export interface JobLogFilter {
  readonly runId?: RunId;
  readonly attempt?: number;
  readonly level?: LogLevel;
  /** Part of the message, the step or a field, whatever its case. */
  readonly text?: string;
  /** First and last instant, both included, epoch ms. */
  readonly from?: number;
  readonly until?: number;
}

/** Keeps the lines of runs for a while. Every method may throw Unavailable. */
export interface JobLogStore {
  /**
   * Adds a part; the same one again, within the last few of its run, changes nothing. Of a run only so many parts are kept,
   * the first and the latest; a part that the filter of a list passes over may stand between two that it gives.
   */
  append(part: JobLogPart): Promise<void>;

  /**
   * Part by part in the order in which they were added to their run, runs in the order of their first lines. Without a filter
   * of text, level or time a line tells how many are missing where parts were dropped.
   */
  list(jobId: JobId, filter: JobLogFilter, request: PageRequest): Promise<Page<JobLogLine>>;
}
