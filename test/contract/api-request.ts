import { HttpRequest, HttpResponse, InvocationContext } from '../support/azure-functions.ts';
import { present } from '../support/present.ts';
import type { RecordingRegistry } from '../support/recording-registry.ts';

/** A request to an operation, as it would come over the wire. */
export interface ApiRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: without a body. */
  readonly body?: string | Uint8Array;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Of an endless stream of events: what comes first. */
  readonly text: string;
  /** What the app logged, which is about its own faults only. */
  readonly logged: readonly unknown[];
}

/** What an operation goes by: its function, and what is sent over the wire for it. */
export interface Callable {
  readonly operationId: string;
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
}

/** Carries requests to the app: within the process, or over the wire. */
export type ApiCall = (operation: Callable, request: ApiRequest) => Promise<ApiAnswer>;

/** Carries requests to the functions of an app in this process. */
export function callWithin(app: RecordingRegistry): ApiCall {
  return ({ operationId }, request) => send(app, operationId, request);
}

/** Sends a request to a function of the app, and reads its whole answer; of a stream that never ends what comes first. */
export async function send(
  app: RecordingRegistry,
  operationId: string,
  { params, query, headers, body }: ApiRequest,
): Promise<ApiAnswer> {
  const { handler, methods = [], route = '' } = present(app.https.get(operationId), operationId);
  const logged: unknown[] = [];
  const context = new InvocationContext({
    functionName: operationId,
    invocationId: 'invocation-1',
    logHandler: (_level, ...values) => logged.push(...values),
  });
  const sent = new HttpRequest({
    method: methods[0] ?? 'GET',
    url: `http://localhost/${route}?${new URLSearchParams(query).toString()}`,
    params: { ...params },
    headers: { ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? { string: body } : { bytes: body } }),
  });
  const result = await handler(sent, context);
  const response = result instanceof HttpResponse ? result : new HttpResponse(result);
  return { status: response.status, headers: response.headers, text: await textOf(response), logged };
}

/** The whole body; of a stream that never ends what comes first, after which it is no longer listened to. */
export async function textOf(
  response: Pick<InstanceType<typeof HttpResponse>, 'headers' | 'body' | 'text'>,
): Promise<string> {
  const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (!isEndless) return response.text();
  const reader = response.body?.getReader();
  const first: unknown = (await reader?.read())?.value;
  await reader?.cancel();
  return first instanceof Uint8Array ? new TextDecoder().decode(first) : '';
}
