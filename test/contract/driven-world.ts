import type { ExampleWorld } from '../support/example-world.ts';
import { readerOf, type ApiDocument, type DocumentedOperation } from './api-document.ts';
import { callWithin, type ApiAnswer, type ApiCall, type ApiRequest } from './api-request.ts';
import { PRESENT_VERSION } from './request-arbitrary.ts';

/** An app that requests can be sent to, with what they may name in it. */
export interface DrivenWorld extends Pick<ExampleWorld, 'paths' | 'pathsOf'> {
  readonly call: ApiCall;
}

export function drivenExample({ app, paths, pathsOf }: ExampleWorld): DrivenWorld {
  return { call: callWithin(app), paths, pathsOf };
}

/** What the operation's path names in the world. */
export function pathsIn(
  { paths, pathsOf }: Pick<DrivenWorld, 'paths' | 'pathsOf'>,
  { operationId, parameters }: Pick<DocumentedOperation, 'operationId' | 'parameters'>,
): Readonly<Record<string, string>> {
  const examples = parameters.flatMap(({ in: place, name, example }) =>
    place === 'path' && typeof example === 'string' ? [[name, example] as const] : [],
  );
  return { ...paths, ...pathsOf[operationId], ...Object.fromEntries(examples) };
}

/** Sends a request, with the present version put in where it names that; also gives what was sent. */
export async function sendIn(
  { call }: Pick<DrivenWorld, 'call'>,
  { document, operation }: { readonly document: ApiDocument; readonly operation: DocumentedOperation },
  request: ApiRequest,
): Promise<{ readonly request: ApiRequest; readonly answer: ApiAnswer }> {
  const sent = await withPresentVersion(request, async () => {
    const reader = readerOf(document, operation);
    if (reader === undefined) return undefined;
    const { params } = request;
    return (await call(reader, { params, query: {}, headers: {} })).headers.get('etag') ?? undefined;
  });
  return { request: sent, answer: await call(operation, sent) };
}

async function withPresentVersion(
  request: ApiRequest,
  readVersion: () => Promise<string | undefined>,
): Promise<ApiRequest> {
  const entries = Object.entries(request.headers);
  if (!entries.some(([, value]) => value === PRESENT_VERSION)) return request;
  const version = (await readVersion()) ?? '"none"';
  const headers = entries.map(
    ([name, value]) => [name, value === PRESENT_VERSION ? version : value] as const,
  );
  return { ...request, headers: Object.fromEntries(headers) };
}
