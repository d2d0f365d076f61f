import type { RunAttempt } from '../../domain/run/run-id.ts';

/** One piece of work for one attempt of a run: an activity, or the function that takes its message. */
export interface RunStep extends RunAttempt {
  /** The name of the activity or function. */
  readonly name: string;
}

/**
 * What surrounds every step of a run: its span in the run's trace, and the lines that it logs, which are kept with the
 * run. What is logged within `work`, however deep, belongs to the step. Passes on what `work` gives or throws, and adds no
 * failure of its own.
 */
export interface RunScope {
  within<T>(step: RunStep, work: () => Promise<T>): Promise<T>;
}
