import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import type { CancelOutcome } from '../../shared/application/cancel-run.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import type { RetryOutcome } from '../../shared/application/retry-run.ts';
import { runRequest } from '../../shared/contracts/http/run-requests.ts';
import { runView } from '../../shared/contracts/http/views.ts';
import type { Request, Run } from '../../shared/domain/run/run.ts';
import { isRunId, type RunId } from '../../shared/domain/run/run-id.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { notFound, problem } from './problem.ts';
import { readJson } from './read-json.ts';

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
export function registerRunChanges(app: FunctionRegistry, useCases: UseCases): void {
  app.http('retryRun', {
    methods: ['POST'],
    route: 'runs/{runId}/retry',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const requested = await readJson(request, runRequest);
      const id = request.params['runId'] ?? '';
      return isRunId(id) ? retried(id, await useCases.retryRun(id, requested)) : notFound('run', id);
    }),
  });

  app.http('cancelRun', {
    methods: ['POST'],
    route: 'runs/{runId}/cancel',
    authLevel: 'function',
    extraInputs: [input.durableClient()],
    handler: httpHandler(async (request, context) => {
      const requested = await readJson(request, runRequest);
      const id = request.params['runId'] ?? '';
      if (!isRunId(id)) return notFound('run', id);
      return cancelled(id, await useCases.cancelRun(id, requested, useCases.orchestrationsOf(context)));
    }),
  });
}

function retried(runId: RunId, outcome: RetryOutcome): HttpResponseInit {
  switch (outcome.outcome) {
    case 'retried':
      return { status: 200, jsonBody: runView(outcome.run) };
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
