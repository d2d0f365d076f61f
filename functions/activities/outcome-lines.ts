import type { Log } from '../../shared/application/ports/environment.ts';
import type { ReadinessCheck } from '../../shared/application/readiness-check.ts';
import type { RunFailure } from '../../shared/domain/run/run-failure.ts';

/*
 * What the log of a run says of a step's outcome: a sentence for people, and the figures beside it. Steps that only store
 * what another one has found say nothing: a run that goes well costs one write.
 */

export interface OutcomeLine {
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Logs an outcome and passes it on. */
export function logged<T>(log: Log, outcome: T, toLine: (outcome: T) => OutcomeLine): T {
  const { message, fields } = toLine(outcome);
  log.info(message, fields);
  return outcome;
}

export const OVER: OutcomeLine = { message: 'The run is over, or at another attempt: nothing to do.' };

/** That what it failed with cannot be mended by going on. */
export function failed(failure: RunFailure): OutcomeLine {
  return { message: failure.message, fields: { failure: failure.reason } };
}

/** `what`: what is waited for, as the beginning of a sentence. */
export function readinessLine(what: string): (check: ReadinessCheck) => OutcomeLine {
  return (check) => {
    switch (check.outcome) {
      case 'ready':
        return { message: `${what} there.` };
      case 'not-ready':
        return { message: `${what} not there yet: ${check.message}` };
      case 'rejected':
        return failed(check.failure);
    }
  };
}
