import { runAttempt } from '../run.ts';

/** The queue of due runs. */
export const RUNS_QUEUE = 'runs';

/** The queue of runs that come in masses: backfills, catch-up, and the many of one value stream. */
export const BULK_RUNS_QUEUE = 'runs-bulk';

/** A message of either queue; the run's document holds everything else. */
export const runMessage = runAttempt;
