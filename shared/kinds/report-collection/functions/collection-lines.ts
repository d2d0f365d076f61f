import { failed, OVER, type OutcomeLine } from '../../../../functions/activities/outcome-lines.ts';
import type { LeaseAcquired } from '../application/acquire-lease.ts';
import type { ReportCollected } from '../application/collect-report.ts';
import type { ReportRequested } from '../application/request-report.ts';

const LOST: OutcomeLine = { message: "The lease is somebody else's by now: nothing more is done under it." };

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
