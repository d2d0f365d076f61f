import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import type {
  CancelBackfillRequest,
  ChangeBackfillOutcome,
} from '../../shared/application/change-backfill.ts';
import type { BackfillKey } from '../../shared/application/ports/backfill-store.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import { backfillView, cancelBackfillRequest } from '../../shared/contracts/http/backfill.ts';
import { plainRequest } from '../../shared/contracts/http/change-job.ts';
import type { Request } from '../../shared/domain/run/run.ts';
import type { FunctionRegistry } from '../registry.ts';
import { withBackfill } from './backfills.ts';
import { notFound, problem } from './problem.ts';
import { readJson } from './read-json.ts';

type Change = (key: BackfillKey, request: Request) => Promise<ChangeBackfillOutcome>;

interface UseCases {
  readonly pauseBackfill: Change;
  readonly resumeBackfill: Change;
  readonly cancelBackfill: (
    key: BackfillKey,
    request: CancelBackfillRequest,
    orchestrations: Orchestrations,
  ) => Promise<ChangeBackfillOutcome>;
  /** The orchestrations that an invocation can reach through its durable client binding. */
  readonly orchestrationsOf: (context: InvocationContext) => Orchestrations;
}

const ROUTE = 'jobs/{jobId}/backfills/{backfillId}';

/** `POST /api/jobs/{jobId}/backfills/{backfillId}/pause`, `/resume` and `/cancel`. */
export function registerChangeBackfill(app: FunctionRegistry, useCases: UseCases): void {
  for (const [name, verb, change] of [
    ['pauseBackfill', 'pause', useCases.pauseBackfill],
    ['resumeBackfill', 'resume', useCases.resumeBackfill],
  ] as const) {
    app.http(name, {
      methods: ['POST'],
      route: `${ROUTE}/${verb}`,
      authLevel: 'function',
      handler: withBackfill(async (key, request) =>
        toResponse(key, await change(key, await readJson(request, plainRequest))),
      ),
    });
  }

  app.http('cancelBackfill', {
    methods: ['POST'],
    route: `${ROUTE}/cancel`,
    authLevel: 'function',
    extraInputs: [input.durableClient()],
    handler: withBackfill(async (key, request, context) => {
      const body = await readJson(request, cancelBackfillRequest);
      return toResponse(key, await useCases.cancelBackfill(key, body, useCases.orchestrationsOf(context)));
    }),
  });
}

function toResponse({ backfillId }: BackfillKey, changed: ChangeBackfillOutcome): HttpResponseInit {
  switch (changed.outcome) {
    case 'changed':
      return { jsonBody: backfillView(changed.backfill) };
    case 'not-found':
      return notFound('backfill', backfillId);
    case 'not-open':
      return problem({
        type: 'conflict',
        status: 409,
        title: 'The backfill is in another state.',
        detail: `Backfill '${backfillId}' is ${changed.backfill.state}; it is too late for this.`,
      });
  }
}
