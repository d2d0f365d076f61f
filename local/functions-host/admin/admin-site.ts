import { messageOf } from '../host-log.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { sendEmpty, sendJson } from '../http/http-exchange.ts';
import { readInstanceFilter } from '../durable/management/management-query.ts';
import { renderInstance, renderMessage, renderOverview } from './admin-page.ts';
import type { AdminSources } from './admin-state.ts';
import { readAdminState, readInstanceDetail } from './admin-state.ts';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * Pages below `/admin`, and the same as JSON, for whoever sits at this machine. A page of another site must not read or
 * do anything here through its visitor's browser: requests for a name that is not loopback's are refused (DNS
 * rebinding), and so are posts from another origin.
 */
export class AdminSite {
  readonly #sources: AdminSources;

  constructor(sources: AdminSources) {
    this.#sources = sources;
  }

  /** Returns false, without an answer, for a request that is not meant for these pages. */
  async serve(exchange: HttpExchange): Promise<boolean> {
    const [first, collection, name, action] = exchange.path;
    if (first !== 'admin') return false;
    const refusal = refusalOf(exchange);
    if (refusal !== undefined) sendMessage(exchange, 403, refusal);
    else if (exchange.method === 'POST' && collection === 'timers' && action === 'run' && name !== undefined)
      await this.#runTimer(exchange, name);
    else if (exchange.method !== 'GET') sendEmpty(exchange.response, 404);
    else this.#show(exchange, [collection, name, action]);
    return true;
  }

  #show(exchange: HttpExchange, [collection, name, action]: readonly (string | undefined)[]): void {
    const filter = readInstanceFilter(exchange.url.searchParams, undefined);
    if (collection === undefined) {
      const refresh = Number(exchange.url.searchParams.get('refresh') ?? NaN);
      const seconds = Number.isInteger(refresh) && refresh > 0 ? refresh : undefined;
      sendPage(exchange, 200, renderOverview(readAdminState(this.#sources, filter), seconds));
    } else if (collection === 'state.json' && name === undefined) {
      this.#sendState(exchange, readAdminState(this.#sources, filter));
    } else if (collection === 'instances' && name !== undefined) {
      this.#showInstance(exchange, name, action === 'state.json');
    } else sendEmpty(exchange.response, 404);
  }

  #showInstance(exchange: HttpExchange, instanceId: string, isJson: boolean): void {
    const detail = readInstanceDetail(this.#sources, instanceId);
    if (detail === undefined) sendMessage(exchange, 404, `There is no instance "${instanceId}".`);
    else if (isJson) this.#sendState(exchange, detail);
    else sendPage(exchange, 200, renderInstance(instanceId, detail));
  }

  async #runTimer(exchange: HttpExchange, name: string): Promise<void> {
    const { timers } = this.#sources;
    if (!timers.list().some((timer) => timer.name.toLowerCase() === name.toLowerCase())) {
      sendMessage(exchange, 404, `There is no timer function "${name}".`);
      return;
    }
    try {
      await timers.run(name);
    } catch (error) {
      sendMessage(exchange, 500, `${name} failed: ${messageOf(error)}`);
      return;
    }
    if (!wantsHtml(exchange)) this.#sendState(exchange, { name, outcome: 'succeeded' });
    else {
      // The browser comes back with a GET: reloading the page then does not run the timer again.
      exchange.response.writeHead(303, { ...SECURITY_HEADERS, location: '/admin' });
      exchange.response.end();
    }
  }

  #sendState({ response }: HttpExchange, body: unknown): void {
    sendJson(response, { status: 200, body, headers: SECURITY_HEADERS });
  }
}

/** Why a request cannot come from this machine's own user; undefined when it may. */
function refusalOf({ request, method }: HttpExchange): string | undefined {
  const { host = '', origin } = request.headers;
  const address = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
  if (address === undefined || !LOOPBACK_NAMES.includes(address.hostname))
    return 'This page is served under loopback names only.';
  const isForeign = origin !== undefined && origin !== address.origin;
  return method !== 'GET' && isForeign ? 'This request comes from another site.' : undefined;
}

function wantsHtml({ request }: HttpExchange): boolean {
  return request.headers.accept?.includes('text/html') === true;
}

function sendMessage(exchange: HttpExchange, status: number, message: string): void {
  if (wantsHtml(exchange)) sendPage(exchange, status, renderMessage('Functions host', message));
  else sendJson(exchange.response, { status, body: { message }, headers: SECURITY_HEADERS });
}

function sendPage({ response }: HttpExchange, status: number, page: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...SECURITY_HEADERS });
  response.end(page);
}
