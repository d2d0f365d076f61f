import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { RequestScope } from '../../../shared/application/ports/request-scope.ts';
import { toPointer } from '../../../shared/contracts/http/issues.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import type { FunctionRegistry } from '../../registry.ts';
import { problem } from '../problem.ts';
import type { Gate } from './gate.ts';
import { httpHandler, SAME_ORIGIN, type Answering } from '../handler.ts';
import type { Operation } from './call.ts';

/**
 * Registers a function for each operation. The platform's function keys name nobody: the operations know their callers
 * themselves, so the platform is asked for none.
 */
export function registerOperations(
  app: FunctionRegistry,
  operations: readonly Operation[],
  gate: Gate,
  answering: Answering = SAME_ORIGIN,
): void {
  for (const operation of operations) {
    const { operationId, method, path } = operation.contract;
    const handler = httpHandler(
      (request, context) => answer(operation, gate, { request, context }),
      answering,
    );
    app.http(operationId, {
      methods: [method],
      route: `api${path}`,
      authLevel: 'anonymous',
      extraInputs: [...operation.extraInputs],
      handler: surrounded(handler, operation, answering.requests),
    });
  }
}

/** The answer is seen as it goes out: a fault that was thrown is a 500 by then. */
function surrounded(
  handler: HttpHandler,
  { contract: { operationId, method, path } }: Operation,
  requests: RequestScope | undefined,
): HttpHandler {
  if (requests === undefined) return handler;
  return (request, context) => {
    const { headers } = request;
    return requests.within({ operationId, method, route: `/api${path}`, headers }, async () =>
      handler(request, context),
    );
  };
}

async function answer(
  operation: Operation,
  gate: Gate,
  { request, context }: { readonly request: HttpRequest; readonly context: InvocationContext },
): Promise<HttpResponseInit> {
  const { access, operationId } = operation.contract;
  const identified = await gate.identify(request);
  if (identified.outcome === 'refused' && (access.role !== 'anyone' || access.asksWho)) {
    gate.noteRefusal(undefined, operationId, identified.reason);
    return unauthenticated(identified.reason);
  }
  const caller = identified.outcome === 'identified' ? identified.caller : NOBODY;
  const admission = await gate.admit(caller);
  if (admission.outcome === 'refused') return tooMany(admission.retryAfterSeconds);
  const { params, query, headers, url } = request;
  const body = { kind: 'request', request } as const;
  return operation.perform({ params, query: toQuery(query), headers, url, body, caller, context }, gate);
}

/** Throws InvalidInput for a parameter that comes twice: no one of its values can be known to be the one that is meant. */
function toQuery(query: URLSearchParams): Readonly<Record<string, string>> {
  const repeated = [...new Set(query.keys())].filter((name) => query.getAll(name).length > 1);
  if (repeated.length === 0) return Object.fromEntries(query);
  const issues = repeated.map((name) => ({ pointer: toPointer([name]), message: 'must be given once' }));
  throw new InvalidInput('The query has faults.', issues);
}

/** Who calls what anyone may. */
const NOBODY = { id: 'nobody', name: 'nobody', isIdentified: false, grants: [] } as const;

function unauthenticated(reason: string): HttpResponseInit {
  const detail = `${reason} Send a bearer token or an API key.`;
  const answered = problem({ type: 'unauthenticated', status: 401, title: 'Who are you?', detail });
  return { ...answered, headers: { ...answered.headers, 'www-authenticate': 'Bearer' } };
}

function tooMany(retryAfterSeconds: number): HttpResponseInit {
  return problem({
    ...{ type: 'rate-limited', status: 429, title: 'Too many requests.', retryAfterSeconds },
    detail: `You have sent as many requests as you may for now. Go on in ${retryAfterSeconds} s.`,
  });
}
