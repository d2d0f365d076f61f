import type { HostLog } from '../host-log.ts';
import { messageOf } from '../host-log.ts';
import type { FunctionDefinition, HttpTrigger } from '../worker/function-definition.ts';
import type { Invoker } from '../worker/invoker.ts';
import type { HttpRequestData } from '../worker/worker-protocol.ts';
import type { HttpExchange } from './http-exchange.ts';
import { sendEmpty } from './http-exchange.ts';
import type { KeyRing } from './function-keys.ts';
import { writeFunctionResponse } from './function-response.ts';
import type { RouteTemplate } from './route-template.ts';
import { compareRoutes, matchRoute, parseRouteTemplate } from './route-template.ts';

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
}

/** Serves the app's HTTP functions: finds the function of a request, invokes it, writes its answer. */
export class HttpFunctions {
  readonly #routes: readonly Route[];
  readonly #invoker: Invoker;
  readonly #log: HostLog;
  readonly #keys: KeyRing | undefined;

  /** @throws HostStartError for a route that this host cannot serve. */
  constructor(
    definitions: readonly FunctionDefinition<HttpTrigger>[],
    { routePrefix, invoker, log, keys }: HttpFunctionsDeps,
  ) {
    this.#invoker = invoker;
    this.#log = log;
    this.#keys = keys;
    this.#routes = definitions
      .map((definition) => ({
        definition,
        template: parseRouteTemplate(`${routePrefix}/${definition.trigger.route ?? definition.name}`),
      }))
      .sort((a, b) => compareRoutes(a.template, b.template));
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
    try {
      const { returnValue } = await this.#invoker.invoke(definition, {
        input: { http: toRequestData(exchange, params) },
      });
      if (returnValue?.http === undefined) sendEmpty(exchange.response, 204);
      else writeFunctionResponse(exchange.response, returnValue.http);
    } catch (error) {
      this.#log({
        level: 'error',
        category: `Function.${definition.name}`,
        message: error instanceof Error ? (error.stack ?? error.message) : messageOf(error),
      });
      // The platform hides what went wrong from the caller.
      if (!exchange.response.headersSent) sendEmpty(exchange.response, 500);
    }
  }
}

function toRequestData(
  { request, method, url, body }: HttpExchange,
  params: Readonly<Record<string, string>>,
): HttpRequestData {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const query: Record<string, string> = {};
  // A repeated name arrives as one comma-separated value, like the platform's own maps.
  for (const name of new Set(url.searchParams.keys())) query[name] = url.searchParams.getAll(name).join(',');
  return {
    method,
    url: url.href,
    headers,
    query,
    params,
    ...(body.length > 0 ? { body: { bytes: body } } : {}),
  };
}
