import type { HttpExchange } from '../../http/http-exchange.ts';
import { BadRequest, sendEmpty, sendJson } from '../../http/http-exchange.ts';
import type { DurableEngine } from '../engine/durable-engine.ts';
import type { InstanceStore } from '../engine/instance-store.ts';
import { formatEntityId, parseEntityId } from '../protocol-v3/entity-invocation.ts';
import {
  readFlag,
  readInstant,
  readJson,
  readLimit,
  readToken,
  toContinuationToken,
} from './management-query.ts';

export interface EntityApiDeps {
  readonly engine: DurableEngine;
  readonly store: InstanceStore;
  /** Names of entity functions, in lower case. */
  readonly entities: ReadonlySet<string>;
}

/** The part of the durable client's HTTP API that is about entities. */
export class EntityApi {
  readonly #deps: EntityApiDeps;

  constructor(deps: EntityApiDeps) {
    this.#deps = deps;
  }

  /** @param path what follows `entities/`: nothing, a name, or a name and a key. */
  async serve(exchange: HttpExchange, [name, key]: readonly (string | undefined)[]): Promise<void> {
    const { method, response } = exchange;
    if (method === 'GET' && (name === undefined || key === undefined)) this.#list(exchange, name);
    else if (name === undefined || key === undefined) sendEmpty(response, 404);
    else if (method === 'GET') this.#show(exchange, formatEntityId({ name, key }));
    else if (method === 'POST' || method === 'DELETE') await this.#signal(exchange, { name, key });
    else sendEmpty(response, 404);
  }

  #show({ response }: HttpExchange, entityId: string): void {
    const entity = this.#deps.store.readEntity(entityId);
    if (entity === undefined) sendEmpty(response, 404);
    else sendJson(response, { status: 200, body: JSON.parse(entity.state) });
  }

  #list({ request, response, url }: HttpExchange, name: string | undefined): void {
    const query = url.searchParams;
    const token = request.headers['x-ms-continuation-token'];
    const limit = readLimit(query.get('top'));
    const found = this.#deps.store.listEntities({
      idPrefix: name === undefined ? '@' : formatEntityId({ name, key: '' }),
      updatedFrom: readInstant(query, 'lastOperationTimeFrom') ?? 0,
      updatedTo: readInstant(query, 'lastOperationTimeTo') ?? Number.MAX_SAFE_INTEGER,
      after: readToken(token),
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = found.length > page.length ? page.at(-1) : undefined;
    const showState = readFlag(query, 'fetchState', false);
    sendJson(response, {
      status: 200,
      body: page.map(({ entityId, state, updatedAt }) => ({
        entityId: parseEntityId(entityId),
        lastOperationTime: new Date(updatedAt).toISOString(),
        ...(showState ? { state: parse(state) } : {}),
      })),
      headers: { 'x-ms-continuation-token': last === undefined ? '' : toContinuationToken(last.entityId) },
    });
  }

  async #signal(
    { method, response, url, readBody }: HttpExchange,
    target: { readonly name: string; readonly key: string },
  ): Promise<void> {
    if (!this.#deps.entities.has(target.name.toLowerCase())) {
      throw new BadRequest(
        400,
        `The function '${target.name}' doesn't exist, is disabled, or is not an entity.`,
      );
    }
    const operation = method === 'DELETE' ? 'delete' : (url.searchParams.get('op') ?? '');
    const input = readJson(await readBody());
    await this.#deps.engine.signalEntity({ entityId: formatEntityId(target), operation, input });
    sendEmpty(response, 202);
  }
}

function parse(state: string): unknown {
  return JSON.parse(state);
}
