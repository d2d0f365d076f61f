/** What is known of how dispatch does. */
export interface DispatchFacts {
  /** Runs that are pending two minutes after they were to start. */
  readonly overdueRuns: number;
  readonly unfinished: { readonly pending: number; readonly waiting: number; readonly running: number };
  /** Until when all that happened has been counted, epoch ms; undefined: nothing has been yet. */
  readonly caughtUpAt: number | undefined;
  /** The last whole round of the audit, of all value streams; undefined before there is one. */
  readonly audit:
    { readonly finishedAt: number; readonly unanswered: number; readonly doubles: number } | undefined;
  /** Of the runs that ended in the last full hour or the one under way; undefined without any. */
  readonly lateness: StartLateness | undefined;
}

/** How late runs of slots began. A figure is the upper bound of the histogram's bucket that it lies in. */
export interface StartLateness {
  readonly runs: number;
  /** Undefined: longer than the last bound. */
  readonly p50Seconds: number | undefined;
  readonly p95Seconds: number | undefined;
}

export const DISPATCH_STATES = ['ok', 'behind', 'unknown'] as const;

export interface DispatchHealth extends DispatchFacts {
  readonly state: (typeof DISPATCH_STATES)[number];
  /** A sentence for people. */
  readonly why: string;
}

const MINUTE_MS = 60_000;

/** The counting looks every few seconds and says so once a minute: after five of them nobody can tell. */
const STALE_AFTER_MS = 5 * MINUTE_MS;

/** What starts later than this is told of as late: see `evenkeel.runs.overdue`. */
const LATE_SECONDS = 120;

/** Says how dispatch does, of what is known at an instant (epoch ms). */
export function judgeDispatch(facts: DispatchFacts, now: number): DispatchHealth {
  return { ...facts, ...judged(facts, now) };
}

function judged(
  { overdueRuns, caughtUpAt, lateness }: DispatchFacts,
  now: number,
): Pick<DispatchHealth, 'state' | 'why'> {
  if (overdueRuns > 0) {
    const runs = overdueRuns === 1 ? '1 run has' : `${overdueRuns} runs have`;
    return { state: 'behind', why: `${runs} not begun two minutes after the time.` };
  }
  if (caughtUpAt === undefined) {
    return { state: 'unknown', why: 'Nothing has been counted yet: the timer followRuns has not run.' };
  }
  if (now - caughtUpAt > STALE_AFTER_MS) {
    const minutes = Math.floor((now - caughtUpAt) / MINUTE_MS);
    return { state: 'unknown', why: `What happened in the last ${minutes} minutes has not been counted.` };
  }
  if (lateness !== undefined && (lateness.p95Seconds ?? Infinity) > LATE_SECONDS) {
    return { state: 'behind', why: 'Of the last hour’s runs more than 1 in 20 began over two minutes late.' };
  }
  return { state: 'ok', why: 'Everything that was due has begun.' };
}
