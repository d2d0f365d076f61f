import type { Request, RunState } from '../domain/run/run.ts';
import type { RunId } from '../domain/run/run-id.ts';
import { eachAtOnce } from './each-at-once.ts';
import type { RunFilter, RunStore } from './ports/run-store.ts';
import type { RetryOutcome } from './retry-run.ts';

export interface RetryRunsRequest {
  readonly filter: RunFilter;
  readonly requested: Request;
  /** Finds the runs and changes nothing. */
  readonly isDryRun: boolean;
  /** Runs of one request. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Why a run that was found was not retried. */
export interface NotRetried {
  readonly runId: RunId;
  readonly reason: 'not-retryable' | 'job-deleted' | 'not-found';
  /** The state it was in by then. */
  readonly state?: RunState;
}

export interface RetrySummary {
  /** The runs that the filter named, in the order of the list. */
  readonly matched: readonly RunId[];
  readonly retried: readonly RunId[];
  readonly notRetried: readonly NotRetried[];
  /** Present while there may be more. */
  readonly nextCursor?: string;
}

interface Dependencies {
  readonly runs: RunStore;
  readonly retryRun: (runId: RunId, requested: Request) => Promise<RetryOutcome>;
}

/** Runs found by one query, and retried at the same time. */
const PAGE = 200;
const AT_ONCE = 16;

/**
 * Retries the runs that a filter names, each by itself. Repeating it is safe: a run that was retried is not in the
 * filter's states any more, and of two retries at the same time the second finds the run pending. Throws
 * Unavailable; what was retried by then stays so, and a repetition goes on with the others.
 */
export function createRetryRuns({
  runs,
  retryRun,
}: Dependencies): (request: RetryRunsRequest) => Promise<RetrySummary> {
  return async ({ filter, requested, isDryRun, limit, cursor }) => {
    const { found, nextCursor } = await find(runs, { filter, limit, cursor });
    const retried: RunId[] = [];
    const notRetried: NotRetried[] = [];
    await eachAtOnce(isDryRun ? none() : listed(found), AT_ONCE, async (runId) => {
      const outcome = await retryRun(runId, requested);
      if (outcome.outcome === 'retried') retried.push(runId);
      else notRetried.push(toNotRetried(runId, outcome));
      return 'go-on';
    });
    const rest = nextCursor === undefined ? {} : { nextCursor };
    return { matched: found, retried, notRetried, ...rest };
  };
}

async function find(
  runs: RunStore,
  { filter, limit, cursor }: Pick<RetryRunsRequest, 'filter' | 'limit' | 'cursor'>,
): Promise<{ readonly found: RunId[]; readonly nextCursor: string | undefined }> {
  const found: RunId[] = [];
  let nextCursor = cursor;
  do {
    const request = { limit: Math.min(PAGE, limit - found.length) };
    const page = await runs.list(
      filter,
      nextCursor === undefined ? request : { ...request, cursor: nextCursor },
    );
    found.push(...page.items.map(({ runId }) => runId));
    nextCursor = page.nextCursor;
  } while (nextCursor !== undefined && found.length < limit);
  return { found, nextCursor };
}

function toNotRetried(runId: RunId, outcome: Exclude<RetryOutcome, { outcome: 'retried' }>): NotRetried {
  const { outcome: reason } = outcome;
  return reason === 'not-retryable' ? { runId, reason, state: outcome.run.state } : { runId, reason };
}

async function* listed(runIds: readonly RunId[]): AsyncGenerator<RunId> {
  yield* runIds;
}

async function* none(): AsyncGenerator<RunId> {
  // A dry run has nothing to work off.
}
