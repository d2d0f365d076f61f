import type { LeaseAcquired } from '../../shared/application/acquire-lease.ts';
import type { ReportCollected } from '../../shared/application/collect-report.ts';
import type { MeasureOutcome } from '../../shared/application/measure-stability.ts';
import type { Log } from '../../shared/application/ports/environment.ts';
import type { ReadinessCheck } from '../../shared/application/readiness-check.ts';
import type { ReportRequested } from '../../shared/application/request-report.ts';
import type { RunFailure } from '../../shared/domain/run/run-failure.ts';
import type { StabilitySummary } from '../../shared/domain/run/run.ts';

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

const OVER: OutcomeLine = { message: 'The run is over, or at another attempt: nothing to do.' };

const LOST: OutcomeLine = { message: "The lease is somebody else's by now: nothing more is done under it." };

function failed(failure: RunFailure): OutcomeLine {
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

export function measuredLine(measured: MeasureOutcome): OutcomeLine {
  switch (measured.outcome) {
    case 'measured':
      return { message: 'Measured.', fields: figuresOf(measured.result) };
    case 'rejected':
      return failed(measured.failure);
    case 'already-finished':
    case 'cancelled':
      return OVER;
  }
}

function figuresOf(result: StabilitySummary): Readonly<Record<string, unknown>> {
  const { modelId, baselineId, currentRowCount: rows, psi, band, alarm, statusCounts, window } = result;
  const [worst] = result.worstCharacteristics;
  return {
    ...{ modelId, baselineId, rows, psi, band, alarm, columns: statusCounts },
    ...(worst === undefined ? {} : { worst: `${worst.name} ${worst.psi.toFixed(4)} (${worst.band})` }),
    ...(window === undefined ? {} : { from: window.from, to: window.to }),
  };
}

export function leaseLine(acquired: LeaseAcquired): OutcomeLine {
  switch (acquired.outcome) {
    case 'acquired': {
      const { resource, epoch } = acquired.term;
      return { message: `The lease of resource '${resource}' is ours.`, fields: { epoch } };
    }
    case 'busy':
      return waiting(acquired.failure.message, acquired.retryAfterMs);
    case 'over':
      return OVER;
    case 'lost':
      return LOST;
    case 'rejected':
      return failed(acquired.failure);
  }
}

export function requestedLine(requested: ReportRequested): OutcomeLine {
  switch (requested.outcome) {
    case 'requested':
      return { message: 'The report is asked for: there is a ticket.' };
    case 'draining':
      return waiting(requested.failure.message, requested.retryAfterMs);
    case 'failed':
      return waiting(requested.failure.message, requested.retryAfterMs);
    case 'over':
      return OVER;
    case 'lost':
      return LOST;
    case 'rejected':
      return failed(requested.failure);
  }
}

export function collectedLine(collected: ReportCollected): OutcomeLine {
  switch (collected.outcome) {
    case 'collected': {
      const { path, sizeBytes: bytes, rowCount: rows, malformedRowCount: malformedRows } = collected.result;
      return { message: `The report is at '${path}'.`, fields: { bytes, rows, malformedRows } };
    }
    case 'not-ready':
    case 'failed':
      return waiting(collected.failure.message, collected.retryAfterMs);
    case 'gone':
      return { message: 'There is no ticket any more; the report is to be asked for anew.' };
    case 'over':
      return OVER;
    case 'lost':
      return LOST;
    case 'rejected':
      return failed(collected.failure);
  }
}

function waiting(message: string, retryAfterMs: number | undefined): OutcomeLine {
  return {
    message,
    ...(retryAfterMs === undefined ? {} : { fields: { retryAfterSeconds: retryAfterMs / 1000 } }),
  };
}
