import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import type { CancelOutcome } from '../../shared/application/cancel-run.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import type { RetryOutcome } from '../../shared/application/retry-run.ts';
import { runView } from '../../shared/contracts/http/run-view.ts';
import { cancelRunContract, retryRunContract } from '../../shared/contracts/http/runs.ts';
import type { Request, Run } from '../../shared/domain/run/run.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound, problem } from './problem.ts';

interface UseCases {
  readonly retryRun: (runId: RunId, requested: Request) => Promise<RetryOutcome>;
  readonly cancelRun: (
    runId: RunId,
    request: Request,
    orchestrations: Orchestrations,
  ) => Promise<CancelOutcome>;
  /** The orchestrations that an invocation can reach through its durable client binding. */
  readonly orchestrationsOf: (context: InvocationContext) => Orchestrations;
}

/** `POST /api/runs/{runId}/retry` and `POST /api/runs/{runId}/cancel`. */
export function runChangeOperations({
  retryRun,
  cancelRun,
  orchestrationsOf,
}: UseCases): readonly Operation[] {
  return [
    operation(retryRunContract, async ({ path: { runId }, body: { author, reason }, ...call }) =>
      retried(runId, await retryRun(runId, { author: call.author(author), reason })),
    ),

    operation(
      cancelRunContract,
      async ({ path: { runId }, body: { author, reason }, ...call }) => {
        const request = { author: call.author(author), reason };
        return cancelled(runId, await cancelRun(runId, request, orchestrationsOf(call.context)));
      },
      [input.durableClient()],
    ),
  ];
}

function retried(runId: RunId, outcome: RetryOutcome): HttpResponseInit {
  switch (outcome.outcome) {
    case 'retried': {
      const headers = { location: `/api/runs/${runId}` };
      return { status: 202, headers, jsonBody: runView(outcome.run) };
    }
    case 'not-retryable':
      return refused(outcome.run, 'cannot be retried: only failed, dead, cancelled and skipped runs can');
    case 'job-deleted':
      return problem({
        ...{ type: 'conflict', status: 409, title: 'The job is deleted.' },
        detail: `Run '${runId}' cannot be retried: its job is deleted.`,
      });
    case 'not-found':
      return notFound('run', runId);
  }
}

function cancelled(runId: RunId, outcome: CancelOutcome): HttpResponseInit {
  switch (outcome.outcome) {
    case 'cancelled':
      return { status: 200, jsonBody: runView(outcome.run) };
    case 'already-finished':
      // The same request may come twice.
      return outcome.run.state === 'cancelled'
        ? { status: 200, jsonBody: runView(outcome.run) }
        : refused(outcome.run, 'cannot be cancelled: it has ended');
    case 'not-found':
      return notFound('run', runId);
  }
}

function refused({ runId, state }: Run, words: string): HttpResponseInit {
  return problem({
    ...{ type: 'conflict', status: 409, title: `The run is ${state}.` },
    detail: `Run '${runId}' is ${state} and ${words}.`,
  });
}
