import type { HttpResponseInit } from '@azure/functions';
import type { z } from 'zod';
import type { AnyOperationContract, OperationContract } from '../../../shared/contracts/http/operation.ts';
import { InvalidInput, type Issue } from '../../../shared/domain/errors.ts';
import { notFound, problemOf } from '../problem.ts';
import { checkAccess, checkStreams } from './check-access.ts';
import type { Gate } from './gate.ts';
import { onceForKey } from './idempotency.ts';
import type { Call, RawCall } from './call.ts';
import { bodyStream, readBody } from './read-body.ts';
import { readHeaders } from './read-headers.ts';
import { issuesOf } from '../../../shared/contracts/http/issues.ts';

export interface Performed<P, Q, B> {
  readonly contract: OperationContract<P, Q, B>;
  readonly handle: (call: Call<P, Q, B>) => Promise<HttpResponseInit>;
  readonly gate: Gate;
}

/**
 * Does an operation for a caller who is known: checks what the caller may see before anything of the body is read, then
 * the body, then what the body asks for. Errors with a meaning become problem answers; any other is thrown.
 */
export async function performOperation<P, Q, B>(
  performed: Performed<P, Q, B>,
  raw: RawCall,
): Promise<HttpResponseInit> {
  try {
    return await perform(performed, raw);
  } catch (error) {
    const known = problemOf(error);
    if (known === undefined) throw error;
    return known;
  }
}

async function perform<P, Q, B>(
  { contract, handle, gate }: Performed<P, Q, B>,
  raw: RawCall,
): Promise<HttpResponseInit> {
  const path = contract.params.safeParse(raw.params);
  if (!path.success && !makesWhatItNames(contract)) return namesNothing(contract, raw.params);
  const refusal = await checkAccess({ contract, gate }, raw);
  if (refusal !== undefined) return refusal;
  const query = contract.query.safeParse(raw.query);
  if (!path.success || !query.success) throw faults(path, query);

  const headers = readHeaders(contract, raw.headers);
  const { value: body, content } = await readBody(contract.body, raw);
  const stranger = checkStreams({ contract, gate }, raw.caller, body);
  if (stranger !== undefined) return stranger;

  const { caller, context, url } = raw;
  const call: Call<P, Q, B> = {
    ...{ path: path.data, query: query.data, body, caller, context, url, ...headers },
    headers: raw.headers,
    stream: bodyStream(contract.body, raw),
    author: (said) => authorOf(raw, said),
    actor: ({ author, reason = headers.reason } = {}) => ({
      author: authorOf(raw, author),
      ...(reason === undefined ? {} : { reason }),
    }),
    perform: (other, part) => other.perform({ ...part, caller, context, url }, gate),
  };
  const keyed = { contract, gate, call, content: JSON.stringify([raw.params, raw.query, content]) };
  return onceForKey(keyed, () => handle(call));
}

/** What a PUT makes has to be told what is wrong with its name. */
function makesWhatItNames({ method, access }: Pick<AnyOperationContract, 'method' | 'access'>): boolean {
  return method === 'PUT' || 'mayBeNew' in access;
}

function namesNothing(
  { tag, path }: Pick<AnyOperationContract, 'tag' | 'path'>,
  params: RawCall['params'],
): HttpResponseInit {
  const last = [...path.matchAll(/\{(\w+)\}/g)].at(-1)?.[1] ?? '';
  const what = last === 'name' ? tag.toLowerCase().replace(/s$/, '') : last.replace(/Id$/, '');
  return notFound(what, params[last] ?? '');
}

function faults(...parsed: readonly z.ZodSafeParseResult<unknown>[]): InvalidInput {
  const issues: readonly Issue[] = parsed.flatMap(({ error }) =>
    error === undefined ? [] : issuesOf(error),
  );
  return new InvalidInput('The path or the query has faults.', issues);
}

function authorOf({ caller }: RawCall, said: string | undefined): string {
  if (!caller.isIdentified) return said ?? caller.name;
  if (said === undefined || said === caller.name) return caller.name;
  throw new InvalidInput('The body has faults.', [
    { pointer: '/author', message: `must be left out: the change is recorded as made by '${caller.name}'` },
  ]);
}
