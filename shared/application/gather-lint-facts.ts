import { Unavailable } from '../domain/errors.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { Job } from '../domain/job/job.ts';
import type { LintFacts } from '../domain/schedule/lint-recurrences.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { Log } from './ports/environment.ts';
import type { RunStore } from './ports/run-store.ts';
import type { ScheduleStatistics } from './ports/schedule-statistics.ts';

export type GatherLintFacts = (job: Job) => Promise<LintFacts>;

interface Dependencies {
  readonly loadCalendars: LoadCalendars;
  readonly runs: Pick<RunStore, 'listByJob'>;
  readonly statistics: ScheduleStatistics;
  readonly log: Log;
}

/** Succeeded runs that say what is usual, looked for among so many of the latest runs. */
const USUAL_RUNS = 10;
const RUNS_LOOKED_AT = 30;

/**
 * Reads what there is to know about an active job's slots: its calendars, how long its runs usually take (the
 * median of the last ten that succeeded), and how many other jobs share its next slot.
 *
 * The latter two are advice: when they cannot be read they are left out. Throws Unavailable for the calendars.
 */
export function createGatherLintFacts(dependencies: Dependencies): GatherLintFacts {
  return async (job) => {
    const calendars = await dependencies.loadCalendars(job.recurrences);
    const { nextDueAt } = job;
    if (job.state !== 'active' || nextDueAt === undefined) return { calendars };
    const [usualRunMs, others] = await Promise.all([
      advice(dependencies, job.jobId, () => usualRunMsOf(dependencies, job.jobId)),
      advice(dependencies, job.jobId, () => dependencies.statistics.countOthersDueAt(nextDueAt, job.jobId)),
    ]);
    return {
      calendars,
      ...(usualRunMs === undefined ? {} : { usualRunMs }),
      ...(others === undefined ? {} : { herd: (instant) => (instant === nextDueAt ? others : 0) }),
    };
  };
}

async function advice<T>(
  { log }: Dependencies,
  jobId: JobId,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log.error('What a warning is made from could not be read; the job is shown without it.', error, {
      jobId,
    });
    return undefined;
  }
}

async function usualRunMsOf({ runs }: Dependencies, jobId: JobId): Promise<number | undefined> {
  const { items } = await runs.listByJob(jobId, { limit: RUNS_LOOKED_AT });
  const durations = items.flatMap((run) =>
    run.state === 'succeeded' ? [run.finishedAt - run.startedAt] : [],
  );
  return medianOf(durations.slice(0, USUAL_RUNS));
}

/** Of an even number the lower one of the two in the middle: a duration that was measured. */
function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
