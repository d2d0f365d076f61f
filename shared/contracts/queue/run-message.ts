import { z } from 'zod';
import { runId } from '../run.ts';

/** The queue that due runs are put on. */
export const RUNS_QUEUE = 'runs';

/** A message of the queue `runs`; the run's document holds everything else. */
export const runMessage = z.object({ runId });
