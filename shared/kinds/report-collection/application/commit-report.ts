import type { Term } from '../../../domain/lease/lease.ts';
import type { ReportSummary } from '../../../domain/run/report-summary.ts';
import type { RunResult } from '../../../domain/run/run.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import type { LeaseStore } from '../../../application/ports/lease-store.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';

export interface ReportCommitted {
  readonly outcome: 'committed' | 'over' | 'lost';
}

interface Dependencies {
  readonly leases: Pick<LeaseStore, 'renew'>;
  readonly runs: Pick<RunStore, 'get'>;
  /** Does nothing when the run has ended, or is at another attempt. */
  readonly commitResult: (attempt: RunAttempt, result: RunResult) => Promise<void>;
}

/**
 * Gives a run its collected report as its result, under the lease: whoever has lost it may find another's report at the
 * path by now. Throws NotFound for an unknown run, Unavailable when a retry may help.
 */
export function createCommitReport({
  leases,
  runs,
  commitResult,
}: Dependencies): (attempt: RunAttempt, term: Term, result: ReportSummary) => Promise<ReportCommitted> {
  return async (attempt, term, result) => {
    // Repeated after its answer was lost it may come after the release, too.
    if (await isCommitted(runs, attempt)) return { outcome: 'committed' };
    if ((await leases.renew(term)) === 'lost') return { outcome: 'lost' };
    await commitResult(attempt, result);
    return { outcome: (await isCommitted(runs, attempt)) ? 'committed' : 'over' };
  };
}

async function isCommitted(runs: Pick<RunStore, 'get'>, { runId, attempt }: RunAttempt): Promise<boolean> {
  const run = await runs.get(runId);
  return run?.value.state === 'succeeded' && run.value.attempt === attempt;
}
