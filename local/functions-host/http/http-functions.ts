import { randomUUID } from 'node:crypto';

import type { HostLog } from '../host-log.ts';
import { messageOf } from '../host-log.ts';
import { HostStartError } from '../host-start-error.ts';
import type { FunctionDefinition, HttpTrigger } from '../worker/function-definition.ts';
import type { HttpProxy } from '../worker/http-proxy.ts';
import type { Invoker } from '../worker/invoker.ts';
import type { HttpRequestData, TypedData } from '../worker/worker-protocol.ts';
import type { HttpExchange } from './http-exchange.ts';
import { sendEmpty } from './http-exchange.ts';
import type { Forwarded } from './forward-request.ts';
import { forwardRequest } from './forward-request.ts';
import type { KeyRing } from './function-keys.ts';
import { writeFunctionResponse } from './function-response.ts';
import type { RouteTemplate } from './route-template.ts';
import { matchRoute, parseRouteTemplate } from './route-template.ts';

interface Route {
  readonly definition: FunctionDefinition<HttpTrigger>;
  readonly template: RouteTemplate;
}

export interface HttpFunctionsDeps {
  readonly routePrefix: string;
  readonly invoker: Invoker;
  readonly log: HostLog;
  /** undefined lets everybody in. */
  readonly keys: KeyRing | undefined;
  /** Where an app that streams takes its requests. */
  readonly proxy: HttpProxy | undefined;
}

/** An answer of this type goes on until somebody ends it. */
const ENDLESS = 'text/event-stream';

/** Serves the app's HTTP functions: finds the function of a request, invokes it, writes its answer. */
export class HttpFunctions {
  readonly #routes: readonly Route[];
  readonly #invoker: Invoker;
  readonly #log: HostLog;
  readonly #keys: KeyRing | undefined;
  readonly #proxy: HttpProxy | undefined;

  /** @throws HostStartError for a route that this host cannot serve. */
  constructor(
    definitions: readonly FunctionDefinition<HttpTrigger>[],
    { routePrefix, invoker, log, keys, proxy }: HttpFunctionsDeps,
  ) {
    this.#invoker = invoker;
    this.#log = log;
    this.#keys = keys;
    this.#proxy = proxy;
    this.#routes = definitions
      .map((definition) => ({ definition, template: templateOf(definition, routePrefix) }))
      .sort(byName);
    for (const { name, trigger } of keys === undefined ? definitions : []) {
      if (trigger.authLevel === 'anonymous') continue;
      const message = `"${name}" asks for authLevel "${trigger.authLevel}"; keys are not checked (auth is off)`;
      log({ level: 'information', category: 'Host.Http', message });
    }
  }

  /** An unknown route and an unknown method are both 404, as on the platform. */
  async serve(exchange: HttpExchange): Promise<void> {
    for (const { definition, template } of this.#routes) {
      if (!definition.trigger.methods.includes(exchange.method)) continue;
      const parameters = matchRoute(template, exchange.path);
      if (parameters !== undefined) {
        const { name, trigger } = definition;
        if (this.#keys?.opensFunction(exchange, { name, authLevel: trigger.authLevel }) === false) {
          sendEmpty(exchange.response, 401);
          return;
        }
        await this.#invoke(definition, exchange, parameters);
        return;
      }
    }
    sendEmpty(exchange.response, 404);
  }

  async #invoke(
    definition: FunctionDefinition<HttpTrigger>,
    exchange: HttpExchange,
    params: Readonly<Record<string, string>>,
  ): Promise<void> {
    const head = toRequestHead(exchange, params);
    // What cannot be read is no fault of the function's.
    const body = this.#proxy === undefined ? await exchange.readBody() : undefined;
    try {
      if (this.#proxy !== undefined) await this.#stream(definition, exchange, { head, proxy: this.#proxy });
      else await this.#answer(definition, exchange, withBody(head, body));
    } catch (error) {
      this.#log({
        level: 'error',
        category: `Function.${definition.name}`,
        message: error instanceof Error ? (error.stack ?? error.message) : messageOf(error),
      });
      // The platform hides what went wrong from the caller.
      if (exchange.response.headersSent) exchange.response.destroy();
      else sendEmpty(exchange.response, 500);
    }
  }

  async #answer(
    definition: FunctionDefinition,
    { response }: HttpExchange,
    http: HttpRequestData,
  ): Promise<void> {
    const { returnValue } = await this.#invoker.invoke(definition, { input: { http } });
    if (returnValue?.http === undefined) sendEmpty(response, 204);
    else writeFunctionResponse(response, returnValue.http);
  }

  /** The request goes to the app itself; the invocation tells only what the app cannot read from it. */
  async #stream(
    definition: FunctionDefinition,
    exchange: HttpExchange,
    { head, proxy }: { readonly head: HttpRequestData; readonly proxy: HttpProxy },
  ): Promise<void> {
    const invocationId = randomUUID();
    const forwarded = forwardRequest(exchange, proxy, {
      invocationId,
      onAnswer: ({ headers }) => {
        if (headers['content-type']?.startsWith(ENDLESS)) this.#invoker.leaveRunning(invocationId);
      },
    });
    try {
      const outcome = await this.#invoker.invokeStreaming(definition, {
        ...{ invocationId, input: { http: head }, triggerMetadata: toTriggerMetadata(head) },
      });
      if (outcome === 'answered') await untilWritten(forwarded, exchange);
      else sendEmpty(exchange.response, 204);
    } finally {
      // Does nothing to a request that has been answered.
      forwarded.abandon();
    }
  }
}

/** As the platform: its own paths are left to it, without a look at the prefix. */
function templateOf({ name, trigger }: Route['definition'], routePrefix: string): RouteTemplate {
  const route = trigger.route ?? name;
  if (/^\/*(admin|runtime)/i.test(route)) {
    throw new HostStartError(`"${name}": route "${route}" begins as those of the host do`);
  }
  return parseRouteTemplate(`${routePrefix}/${route}`);
}

/**
 * The platform sorts functions by their names, whatever their case, and tries their routes in this order: a literal does
 * not come before a parameter (FunctionMetadataManager.cs, WebJobsRouteBuilder.cs).
 */
function byName({ definition: one }: Route, { definition: other }: Route): number {
  return one.name.toUpperCase() < other.name.toUpperCase() ? -1 : 1;
}

function withBody(head: HttpRequestData, bytes: Uint8Array | undefined): HttpRequestData {
  return bytes === undefined || bytes.length === 0 ? head : { ...head, body: { bytes } };
}

/** A caller who has gone away is none of the function's business. */
async function untilWritten({ done }: Forwarded, { response }: HttpExchange): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (!response.destroyed) throw error;
  }
}

/** What the platform sends beside a streamed request: the route's parameters by their names, and all headers. */
function toTriggerMetadata({ headers, query, params }: HttpRequestData): Record<string, TypedData> {
  const named = Object.entries(params).map(([name, string]) => [name, { string }] as const);
  return {
    ...Object.fromEntries(named),
    Headers: { json: JSON.stringify(headers) },
    Query: { json: JSON.stringify(query) },
  };
}

function toRequestHead(
  { request, method, url }: HttpExchange,
  params: Readonly<Record<string, string>>,
): HttpRequestData {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const query: Record<string, string> = {};
  // A repeated name arrives as one comma-separated value, like the platform's own maps.
  for (const name of new Set(url.searchParams.keys())) query[name] = url.searchParams.getAll(name).join(',');
  return { method, url: url.href, headers, query, params };
}
