import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import { operation, type Operation } from '../../../../functions/http/api/operation.ts';
import { problem } from '../../../../functions/http/problem.ts';
import type { Orchestrations } from '../../../application/ports/orchestrations.ts';
import { InvalidInput } from '../../../domain/errors.ts';
import type { CallbackReceived, createReceiveCallback } from '../application/receive-callback.ts';
import { receiveWebhookCallbackContract } from '../contracts/callbacks.ts';

interface UseCases {
  readonly receiveCallback: ReturnType<typeof createReceiveCallback>;
  readonly orchestrationsOf: (context: InvocationContext) => Orchestrations;
}

/** `POST /api/webhook-callbacks/{token}`. */
export function callbackOperation({ receiveCallback, orchestrationsOf }: UseCases): Operation {
  return operation(
    receiveWebhookCallbackContract,
    async ({ path: { token }, body, context }) =>
      answered(await receiveCallback(token, body, orchestrationsOf(context))),
    [input.durableClient()],
  );
}

/** No answer repeats the token. */
function answered(received: CallbackReceived): HttpResponseInit {
  switch (received.outcome) {
    case 'received':
      return { status: 204 };
    case 'unknown':
      return problem({
        ...{ type: 'not-found', status: 404, title: 'Not found.' },
        detail: 'There is no such callback; it may have expired.',
      });
    case 'over':
      return problem({
        ...{ type: 'gone', status: 410, title: 'The attempt is over.' },
        detail:
          'The attempt that this callback is for has ended without it: timed out, cancelled or retried.',
      });
    case 'invalid':
      throw new InvalidInput('The callback does not tell that the work is over.', received.issues);
  }
}
