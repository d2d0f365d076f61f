import { randomUUID } from 'node:crypto';

import type { KeyRing } from '../../http/function-keys.ts';
import type { HttpExchange } from '../../http/http-exchange.ts';
import { BadRequest, sendEmpty, sendJson } from '../../http/http-exchange.ts';
import type { DurableEngine, SendOutcome } from '../engine/durable-engine.ts';
import type { ControlMessage } from '../engine/instance.ts';
import { isFinal } from '../engine/instance.ts';
import type { InstanceStore } from '../engine/instance-store.ts';
import type { ManagementAddress } from './client-binding.ts';
import { managementLinks, RPC_PATH, WEBHOOK_PATH } from './client-binding.ts';
import { EntityApi } from './entity-api.ts';
import { toHistoryBody, toStatusBody } from './instance-status.ts';
import {
  assertInstanceId,
  readFlag,
  readInstanceFilter,
  readJson,
  toContinuationToken,
} from './management-query.ts';

export interface ManagementApiDeps {
  readonly engine: DurableEngine;
  readonly store: InstanceStore;
  readonly address: ManagementAddress;
  /** Orchestrator names as registered, by lower-case name. */
  readonly orchestrators: ReadonlyMap<string, string>;
  /** Names of entity functions, in lower case. */
  readonly entities: ReadonlySet<string>;
  /** undefined lets everybody in. The app's own client below RPC_PATH needs no key: it is in this process. */
  readonly keys: KeyRing | undefined;
}

const CONTROLS: Readonly<Record<string, ControlMessage['type']>> = {
  terminate: 'terminate',
  suspend: 'suspend',
  resume: 'resume',
};
const REFUSED = ['rewind', 'restart'];

/** The HTTP API behind the durable client, the same below both of its paths. */
export class ManagementApi {
  readonly #deps: ManagementApiDeps;
  readonly #entities: EntityApi;

  constructor(deps: ManagementApiDeps) {
    this.#deps = deps;
    this.#entities = new EntityApi(deps);
  }

  /** Returns false, without an answer, for a request that is not meant for this API. */
  async serve(exchange: HttpExchange): Promise<boolean> {
    const base = [WEBHOOK_PATH, RPC_PATH].find((path) => exchange.url.pathname.startsWith(`${path}/`));
    if (base === undefined) return false;
    if (base === WEBHOOK_PATH && this.#deps.keys?.opensDurableWebhooks(exchange) === false) {
      sendEmpty(exchange.response, 401);
      return true;
    }
    await this.#route(exchange, exchange.path.slice(base.split('/').length - 1));
    return true;
  }

  async #route(exchange: HttpExchange, path: readonly string[]): Promise<void> {
    const [collection, first, action, name] = path;
    if (collection === 'orchestrators' && exchange.method === 'POST' && first !== undefined) {
      await this.#start(exchange, first, action);
    } else if (collection === 'instances') {
      await (action === undefined
        ? this.#resource(exchange, first)
        : this.#action(exchange, first ?? '', [action, name]));
    } else if (collection === 'entities') await this.#entities.serve(exchange, path.slice(1));
    else sendEmpty(exchange.response, 404);
  }

  async #start(exchange: HttpExchange, functionName: string, givenId: string | undefined): Promise<void> {
    const { orchestrators, engine, address } = this.#deps;
    const name = orchestrators.get(functionName.toLowerCase());
    if (name === undefined) {
      throw new BadRequest(
        400,
        `The function '${functionName}' doesn't exist, is disabled, or is not an orchestrator function.`,
      );
    }
    const { searchParams } = exchange.url;
    if (searchParams.has('timeout')) {
      refuse(exchange, 'Starting with a timeout is not supported by this host.');
      return;
    }
    const instanceId = givenId ?? randomUUID().replaceAll('-', '');
    assertInstanceId(instanceId);
    const input = readJson(await exchange.readBody()) ?? 'null';
    const started = await engine.start({
      ...{ instanceId, name, input },
      version: searchParams.get('version') ?? undefined,
    });
    if (started.outcome === 'already-exists') {
      const message = `An Orchestration instance with the status ${started.status} already exists: ${instanceId}.`;
      sendJson(exchange.response, { status: 409, body: { message } });
      return;
    }
    const links = managementLinks(address, instanceId);
    const headers = { location: links.statusQueryGetUri, 'retry-after': '10' };
    sendJson(exchange.response, { status: 202, body: links, headers });
  }

  async #resource(exchange: HttpExchange, instanceId: string | undefined): Promise<void> {
    const { method } = exchange;
    if (method === 'GET' && instanceId === undefined) this.#list(exchange);
    else if (method === 'GET' && instanceId !== undefined) this.#show(exchange, instanceId);
    else if (method === 'DELETE') await this.#purge(exchange, instanceId);
    else sendEmpty(exchange.response, 404);
  }

  #show({ response, url }: HttpExchange, instanceId: string): void {
    const instance = this.#deps.store.readInstance(instanceId);
    if (instance === undefined) {
      sendEmpty(response, 404);
      return;
    }
    const body = toStatusBody(instance, { showInput: readFlag(url.searchParams, 'showInput', true) });
    if (readFlag(url.searchParams, 'showHistory', false)) {
      const showOutput = readFlag(url.searchParams, 'showHistoryOutput', false);
      body['historyEvents'] = toHistoryBody(this.#deps.store.readHistory(instanceId), showOutput);
    }
    if (!isFinal(instance.status)) {
      const location = managementLinks(this.#deps.address, instanceId).statusQueryGetUri;
      sendJson(response, { status: 202, body, headers: { location, 'retry-after': '5' } });
      return;
    }
    const isError =
      instance.status === 'Failed' && readFlag(url.searchParams, 'returnInternalServerErrorOnFailure', false);
    sendJson(response, { status: isError ? 500 : 200, body });
  }

  #list({ request, response, url }: HttpExchange): void {
    const token = request.headers['x-ms-continuation-token'];
    const filter = readInstanceFilter(url.searchParams, token);
    const found = this.#deps.store.listInstances({ ...filter, limit: filter.limit + 1 });
    const page = found.slice(0, filter.limit);
    const showInput = readFlag(url.searchParams, 'showInput', false);
    const last = found.length > page.length ? page.at(-1) : undefined;
    sendJson(response, {
      status: 200,
      body: page.map((instance) => toStatusBody(instance, { showInput })),
      headers: { 'x-ms-continuation-token': last === undefined ? '' : toContinuationToken(last.instanceId) },
    });
  }

  /** Instances that have not finished stay: purging is for what is over. */
  async #purge({ response, url }: HttpExchange, instanceId: string | undefined): Promise<void> {
    let deleted = 0;
    for (const id of instanceId === undefined ? this.#finishedIds(url.searchParams) : [instanceId]) {
      if ((await this.#deps.engine.purge(id)) === 'purged') deleted += 1;
    }
    if (deleted === 0) sendEmpty(response, 404);
    else sendJson(response, { status: 200, body: { instancesDeleted: deleted } });
  }

  #finishedIds(query: URLSearchParams): string[] {
    const filter = readInstanceFilter(query, undefined);
    if (filter.createdFrom === undefined) throw new BadRequest(400, 'createdTimeFrom is required.');
    const found = this.#deps.store.listInstances({ ...filter, limit: Number.MAX_SAFE_INTEGER });
    return found.filter(({ status }) => isFinal(status)).map((instance) => instance.instanceId);
  }

  async #action(
    exchange: HttpExchange,
    instanceId: string,
    [action, eventName]: readonly [string, string | undefined],
  ): Promise<void> {
    const { engine } = this.#deps;
    const control = CONTROLS[action];
    if (exchange.method !== 'POST') sendEmpty(exchange.response, 404);
    else if (control !== undefined) {
      const reason = exchange.url.searchParams.get('reason') ?? '';
      answer(exchange, await engine.send(instanceId, { type: control, reason }));
    } else if (action === 'raiseEvent' && eventName !== undefined) {
      const input = readJson(await exchange.readBody());
      answer(exchange, await engine.send(instanceId, { type: 'event-raised', name: eventName, input }));
    } else if (REFUSED.includes(action)) refuse(exchange, `"${action}" is not supported by this host.`);
    else sendEmpty(exchange.response, 404);
  }
}

function answer({ response }: HttpExchange, outcome: SendOutcome): void {
  sendEmpty(response, outcome === 'sent' ? 202 : outcome === 'finished' ? 410 : 404);
}

function refuse({ response }: HttpExchange, message: string): void {
  sendJson(response, { status: 501, body: { message } });
}
