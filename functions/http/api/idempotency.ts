import type { HttpResponseInit } from '@azure/functions';
import type { OperationContract } from '../../../shared/contracts/http/operation.ts';
import { problem } from '../problem.ts';
import type { Gate, KeptAnswer } from './gate.ts';
import type { Call } from './call.ts';

interface Keyed<P, Q, B> {
  readonly contract: OperationContract<P, Q, B>;
  readonly gate: Pick<Gate, 'once'>;
  readonly call: Call<P, Q, B>;
  readonly content: string;
}

/** Does the work, or gives the answer that the same request under the same Idempotency-Key had before. */
export async function onceForKey<P, Q, B>(
  { contract: { idempotency, operationId }, gate, call, content }: Keyed<P, Q, B>,
  work: () => Promise<HttpResponseInit>,
): Promise<HttpResponseInit> {
  const { idempotencyKey: key, caller } = call;
  if (key === undefined || idempotency !== 'stored') return work();
  const keyed = { callerId: caller.id, operationId, key, content };
  const once = await gate.once(keyed, async () => toKept(await work()));
  switch (once.outcome) {
    case 'answered': {
      const { status, headers, body } = once.answer;
      const repeated = once.isRepeated ? { 'idempotency-replayed': 'true' } : {};
      return { status, headers: { ...headers, ...repeated }, body };
    }
    case 'key-reused':
      return problem({
        type: 'idempotency-key-reused',
        status: 422,
        title: 'The key has been used.',
        detail: `Idempotency-Key '${key}' came with another request before. Send a new key.`,
      });
    case 'in-progress':
      return problem({
        type: 'request-in-progress',
        status: 409,
        title: 'The same request is being worked at.',
        detail: `A request under Idempotency-Key '${key}' has not been answered yet. Ask again.`,
        retryAfterSeconds: once.retryAfterSeconds,
      });
  }
}

/** Answers of these operations are JSON, or have no body. */
function toKept({ status = 200, headers = {}, jsonBody, body }: HttpResponseInit): KeptAnswer {
  const plain = Object.fromEntries(new Headers(headers));
  if (jsonBody === undefined) return { status, headers: plain, body: typeof body === 'string' ? body : '' };
  return {
    status,
    headers: { 'content-type': 'application/json', ...plain },
    body: JSON.stringify(jsonBody),
  };
}
