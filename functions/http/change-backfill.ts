import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import type {
  CancelBackfillRequest,
  ChangeBackfillOutcome,
} from '../../shared/application/change-backfill.ts';
import type { BackfillKey } from '../../shared/application/ports/backfill-store.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import {
  cancelBackfillContract,
  pauseBackfillContract,
  resumeBackfillContract,
} from '../../shared/contracts/http/backfill.ts';
import { backfillView } from '../../shared/contracts/http/backfill-view.ts';
import type { Request } from '../../shared/domain/run/run.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound, problem } from './problem.ts';

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

/** `POST /api/jobs/{jobId}/backfills/{backfillId}/pause`, `/resume` and `/cancel`. */
export function changeBackfillOperations({
  pauseBackfill,
  resumeBackfill,
  cancelBackfill,
  orchestrationsOf,
}: UseCases): readonly Operation[] {
  return [
    operation(pauseBackfillContract, async ({ path: key, body, ...call }) =>
      toResponse(key, await pauseBackfill(key, { ...body, author: call.author(body.author) })),
    ),

    operation(resumeBackfillContract, async ({ path: key, body, ...call }) =>
      toResponse(key, await resumeBackfill(key, { ...body, author: call.author(body.author) })),
    ),

    operation(
      cancelBackfillContract,
      async ({ path: key, body, ...call }) => {
        const request = { ...body, author: call.author(body.author) };
        return toResponse(key, await cancelBackfill(key, request, orchestrationsOf(call.context)));
      },
      [input.durableClient()],
    ),
  ];
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
