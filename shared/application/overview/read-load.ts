import { InvalidInput } from '../../domain/errors.ts';
import type { Job } from '../../domain/job/job.ts';
import { comingStarts, type ComingStarts } from '../../domain/overview/coming-starts.ts';
import { countByMinute, MINUTE_MS, type RunLoad } from '../../domain/overview/run-load.ts';
import { BoundedCache } from '../../domain/schedule/bounded-cache.ts';
import { calendarNames } from '../../domain/schedule/calendar-names.ts';
import type { LoadCalendars } from '../load-calendars.ts';
import type { Clock } from '../ports/environment.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { RunFigures } from '../ports/run-figures.ts';
import { remembered } from '../remembered.ts';
import { byScope, scopeOf, type Scope } from './by-scope.ts';
import { keptFor } from './kept-for.ts';

export interface LoadDependencies {
  readonly jobs: Pick<JobStore, 'due'>;
  readonly figures: Pick<RunFigures, 'pendingStarts'>;
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
}

export interface LoadRequest {
  /** The value streams that the caller may see; undefined: all. */
  readonly seen: Scope;
  /** Only this one of them. */
  readonly valueStream?: string | undefined;
  readonly minutes: number;
}

/** Jobs that are read, a document each. */
const MOST_JOBS = 5_000;

/** Slots of one job. */
const MOST_SLOTS = 366;

/** Slots of all jobs: calculating so many takes about a second, in which nothing else goes on. */
const MOST_STARTS = 100_000;

const MOST_PENDING = 5_000;

/** Ranges that are asked for, of one scope. */
const MOST_RANGES = 5;

const KEPT_MS = 30_000;

/** A job costs about one request unit: 5,000 of them, with a run each, are some 60 in a second then. */
const PER_START_MS = 10;
const KEPT_AT_MOST_MS = 3 * MINUTE_MS;

/**
 * Counts the runs that are to start in each coming minute: those that are dispatched, and the slots that the jobs due until
 * then have. Bounded: it says when there is more. Each instance reads anew after half a minute, of much after three. Throws
 * Unavailable.
 */
export function createReadLoad(dependencies: LoadDependencies): (request: LoadRequest) => Promise<RunLoad> {
  const { clock } = dependencies;
  const loadsIn = byScope(() => new BoundedCache<() => Promise<RunLoad>>(MOST_RANGES));
  return ({ seen, valueStream, minutes }) => {
    const scope = scopeOf(seen, valueStream);
    const loads = loadsIn(scope);
    const read =
      loads.get(`${minutes}`) ??
      keptFor(() => loadOf(dependencies, scope, minutes), { clock, keepMs: keptMs });
    loads.set(`${minutes}`, read);
    return read();
  };
}

function keptMs({ total }: RunLoad): number {
  return Math.min(KEPT_MS + total * PER_START_MS, KEPT_AT_MOST_MS);
}

async function loadOf(dependencies: LoadDependencies, scope: Scope, minutes: number): Promise<RunLoad> {
  const now = dependencies.clock.now();
  const from = now - (now % MINUTE_MS);
  const until = from + minutes * MINUTE_MS;
  const span = { after: from - 1, until: until - 1, ...(scope === undefined ? {} : { valueStreams: scope }) };
  const [pending, coming] = await Promise.all([
    dependencies.figures.pendingStarts(span, MOST_PENDING + 1),
    startsOfJobs(dependencies, scope, { from, until }),
  ]);
  const isPartial = coming.isPartial || pending.length > MOST_PENDING;
  return countByMinute([...pending, ...coming.startsAt], { now, minutes, isPartial });
}

interface Range {
  readonly from: number;
  readonly until: number;
}

async function startsOfJobs(
  { jobs, loadCalendars }: LoadDependencies,
  scope: Scope,
  { from, until }: Range,
): Promise<ComingStarts> {
  const calendarsOf = remembered((recurrences: Job['recurrences']) => loadCalendars(recurrences), {
    most: MOST_JOBS,
    nameOf: (recurrences) => JSON.stringify(calendarNames(recurrences)),
  });
  const startsAt: number[] = [];
  let read = 0;
  let isPartial = false;
  for await (const job of dueJobs(jobs, scope, until)) {
    read += 1;
    if (read > MOST_JOBS || startsAt.length >= MOST_STARTS) return { startsAt, isPartial: true };
    const limit = Math.min(MOST_SLOTS, MOST_STARTS - startsAt.length);
    const calendars = await calendarsOf(job.recurrences);
    const found = startsOrNone(job, { from, until, calendars, limit });
    startsAt.push(...found.startsAt);
    isPartial ||= found.isPartial;
  }
  return { startsAt, isPartial };
}

async function* dueJobs(jobs: LoadDependencies['jobs'], scope: Scope, until: number): AsyncGenerator<Job> {
  const lists =
    scope === undefined ? [jobs.due(until)] : scope.map((valueStream) => jobs.due(until, { valueStream }));
  for (const list of lists) {
    for await (const { value } of list) yield value;
  }
}

/** A job that cannot be planned (a calendar of it is gone) will be quarantined when it is due: it has no run to come. */
function startsOrNone(job: Job, range: Parameters<typeof comingStarts>[1]): ComingStarts {
  try {
    return comingStarts(job, range);
  } catch (error) {
    if (error instanceof InvalidInput) return { startsAt: [], isPartial: false };
    throw error;
  }
}
