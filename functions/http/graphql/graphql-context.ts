import type { HttpResponseInit } from '@azure/functions';
import { GraphQLError } from 'graphql';
import type { Call, Operation, RawCall } from '../api/call.ts';

/** What the fields of one request share. */
export interface GraphqlContext {
  readonly call: Pick<Call<unknown, unknown, unknown>, 'perform'>;
  readonly budget: OperationBudget;
}

/** Operations that one request may have done: a list of lists asks for each of them. */
const MOST_OPERATIONS = 250;

/** Counts the operations of one request: how deep and wide it is written says little about how much it asks for. */
export class OperationBudget {
  #left = MOST_OPERATIONS;

  /** Throws GraphQLError when the request asks for too much. */
  spend(): void {
    this.#left -= 1;
    if (this.#left >= 0) return;
    throw new GraphQLError(
      `The request asks for more than ${MOST_OPERATIONS} operations. Ask for smaller pages, or for fewer things of each item.`,
      { extensions: { code: 'too-expensive' } },
    );
  }
}

export type PartOfCall = Pick<RawCall, 'params' | 'query' | 'headers' | 'body'>;

/** Has an operation done for the request's caller, and gives its answer. Throws GraphQLError with its problem. */
export async function performIn(
  { call, budget }: GraphqlContext,
  operation: Operation,
  part: PartOfCall,
): Promise<unknown> {
  budget.spend();
  const response = await call.perform(operation, part);
  const { status = 200, headers } = response;
  const answer = bodyOf(response);
  if (status >= 400) throw toError(status, answer);
  const etag = new Headers(headers).get('etag');
  if (typeof answer !== 'object' || answer === null) return answer ?? true;
  // Instants and the like are made text as in any other answer.
  const plain: unknown = JSON.parse(JSON.stringify(answer));
  return etag === null || typeof plain !== 'object' ? plain : { ...plain, etag };
}

function bodyOf(response: HttpResponseInit): unknown {
  const json: unknown = response.jsonBody;
  if (json !== undefined) return json;
  return typeof response.body === 'string' && response.body !== '' ? JSON.parse(response.body) : undefined;
}

function toError(status: number, problem: unknown): GraphQLError {
  const text = (name: string): string | undefined => {
    const value: unknown =
      typeof problem === 'object' && problem !== null ? Reflect.get(problem, name) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const code = text('type')?.split(':').at(-1) ?? 'internal-error';
  return new GraphQLError(text('detail') ?? 'The operation failed.', {
    extensions: { code, status, problem },
  });
}
