import type { LeaseAcquired } from '../application/acquire-lease.ts';
import type { ReportCollected } from '../application/collect-report.ts';
import type { ReportCommitted } from '../application/commit-report.ts';
import type { LeaseRenewed } from '../application/hold-lease.ts';
import type { ReportRequested } from '../application/request-report.ts';
import {
  ACQUIRE_LEASE,
  COLLECT_REPORT,
  collectReportInput,
  COMMIT_REPORT,
  commitReportInput,
  RELEASE_LEASE,
  RENEW_LEASE,
  REQUEST_REPORT,
  underLease,
} from '../contracts/report-collection-run.ts';
import { stepInput } from '../../../contracts/durable/run-steps.ts';
import type { Log } from '../../../application/ports/environment.ts';
import type { Term } from '../../../domain/lease/lease.ts';
import type { ReportSummary } from '../../../domain/run/report-summary.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { logged } from '../../../../functions/activities/outcome-lines.ts';
import { collectedLine, leaseLine, requestedLine } from './collection-lines.ts';
import type { ActivityHandler } from '../../../../functions/activities/scoped-activities.ts';

interface UseCases {
  readonly acquireLease: (attempt: RunAttempt) => Promise<LeaseAcquired>;
  readonly renewLease: (attempt: RunAttempt, term: Term) => Promise<LeaseRenewed>;
  readonly requestReport: (attempt: RunAttempt, term: Term) => Promise<ReportRequested>;
  readonly collectReport: (attempt: RunAttempt, term: Term, deadlineAt: number) => Promise<ReportCollected>;
  readonly commitReport: (attempt: RunAttempt, term: Term, result: ReportSummary) => Promise<ReportCommitted>;
  readonly releaseLease: (term: Term) => Promise<void>;
  readonly log: Log;
}

/** The steps by their names, each one call of a use case. */
export function reportActivities({ log, ...useCases }: UseCases): Readonly<Record<string, ActivityHandler>> {
  return {
    [ACQUIRE_LEASE]: async (input) =>
      logged(log, await useCases.acquireLease(stepInput.parse(input)), leaseLine),
    [RENEW_LEASE]: async (input) => {
      const { term, ...attempt } = underLease.parse(input);
      return useCases.renewLease(attempt, term);
    },
    [REQUEST_REPORT]: async (input) => {
      const { term, ...attempt } = underLease.parse(input);
      return logged(log, await useCases.requestReport(attempt, term), requestedLine);
    },
    [COLLECT_REPORT]: async (input) => {
      const { term, deadlineAt, ...attempt } = collectReportInput.parse(input);
      return logged(log, await useCases.collectReport(attempt, term, deadlineAt), collectedLine);
    },
    [COMMIT_REPORT]: async (input) => {
      const { term, result, ...attempt } = commitReportInput.parse(input);
      return useCases.commitReport(attempt, term, result);
    },
    [RELEASE_LEASE]: async (input) => useCases.releaseLease(underLease.parse(input).term),
  };
}
