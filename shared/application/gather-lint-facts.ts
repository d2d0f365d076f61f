import { Unavailable } from '../domain/errors.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { Job, Upstream } from '../domain/job/job.ts';
import { HERD_LIMIT, type LintFacts } from '../domain/schedule/lint-recurrences.ts';
import type { UpstreamFacts } from '../domain/schedule/lint-upstream.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { Log } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunStore } from './ports/run-store.ts';
import type { ScheduleStatistics } from './ports/schedule-statistics.ts';

export interface JobLintFacts extends LintFacts {
  /** Of the job that the job comes after; absent where there is none, and where it could not be read. */
  readonly upstream?: UpstreamFacts;
}

export type GatherLintFacts = (job: Job) => Promise<JobLintFacts>;

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
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
 * median of the last ten that succeeded), how many other jobs share its next slot, and the slots of the job that it comes
 * after.
 *
 * All but the first are advice: when they cannot be read they are left out. Throws Unavailable for the calendars.
 */
export function createGatherLintFacts(dependencies: Dependencies): GatherLintFacts {
  return async (job) => {
    const calendars = await dependencies.loadCalendars(job.recurrences);
    const { nextDueAt, after } = job;
    if (job.state !== 'active' || nextDueAt === undefined) return { calendars };
    const [usualRunMs, others, upstream] = await Promise.all([
      advice(dependencies, job.jobId, () => usualRunMsOf(dependencies, job.jobId)),
      advice(dependencies, job.jobId, () =>
        dependencies.statistics.countOthersDueAt(nextDueAt, job.jobId, HERD_LIMIT),
      ),
      after && advice(dependencies, job.jobId, () => upstreamFacts(dependencies, after)),
    ]);
    return {
      calendars,
      ...(usualRunMs === undefined ? {} : { usualRunMs }),
      ...(upstream === undefined ? {} : { upstream }),
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

async function upstreamFacts(
  { jobs, loadCalendars }: Dependencies,
  { jobId }: Upstream,
): Promise<UpstreamFacts> {
  const upstream = (await jobs.get(jobId))?.value;
  if (upstream === undefined || upstream.state === 'deleted') return { jobId, state: 'missing' };
  const { recurrences } = upstream;
  return { jobId, state: 'present', recurrences, calendars: await loadCalendars(recurrences) };
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
