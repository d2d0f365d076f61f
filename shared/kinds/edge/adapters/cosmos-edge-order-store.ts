import type { Container, SqlParameter } from '@azure/cosmos';
import { z } from 'zod';
import { documentBody } from '../../../adapters/cosmos/document-body.ts';
import type { GroupedOperations } from '../../../adapters/cosmos/grouped-operations.ts';
import { fromJsonCursor, toJsonCursor } from '../../../adapters/cosmos/json-cursor.ts';
import { firstOf, queryDocuments, readableOnly } from '../../../adapters/cosmos/query-documents.ts';
import { readDocument } from '../../../adapters/cosmos/read-document.ts';
import { createDocument } from '../../../adapters/cosmos/write-document.ts';
import type { Log } from '../../../application/ports/environment.ts';
import type { Page, PageRequest, Versioned } from '../../../application/ports/versioned.ts';
import type { ConditionalSave, EdgeOrderStore } from '../application/ports/edge-stores.ts';
import type { OrderLedger, OrderState } from '../domain/ledger.ts';
import type { EdgeOrder } from '../domain/order.ts';
import { ledgerFromDocument, orderFromDocument, orderToDocument } from './edge-documents.ts';
import { saveDocument } from './save-document.ts';

const position = z.object({ askedAt: z.number(), orderId: z.string() });

interface ListedOrder {
  readonly order: EdgeOrder;
  readonly ledger: OrderLedger | undefined;
}

/** Orders, in the container `edges`. */
export class CosmosEdgeOrderStore implements EdgeOrderStore {
  readonly #container: Container;
  readonly #operations: GroupedOperations;
  readonly #log: Log;

  constructor(container: Container, operations: GroupedOperations, log: Log) {
    this.#container = container;
    this.#operations = operations;
    this.#log = log;
  }

  async get(site: string, orderId: string): Promise<Versioned<EdgeOrder> | undefined> {
    const key = { id: `order~${orderId}`, partitionKey: site };
    return readDocument(this.#container, key, orderFromDocument);
  }

  async create(
    site: string,
    orders: readonly EdgeOrder[],
  ): Promise<readonly ('created' | 'already-exists')[]> {
    return Promise.all(orders.map((order) => this.#create(site, order)));
  }

  async save(order: EdgeOrder, { ifVersion }: { readonly ifVersion: string }): Promise<ConditionalSave> {
    return saveDocument(this.#container, orderToDocument(order), ifVersion);
  }

  async ofRun(runId: string): Promise<readonly EdgeOrder[]> {
    const query = {
      query: "SELECT * FROM c WHERE c.type = 'order' AND c.runId = @runId",
      parameters: [{ name: '@runId', value: runId }],
    };
    const documents = queryDocuments(this.#container, query);
    return Array.fromAsync(readableOnly(documents, orderFromDocument, this.#log));
  }

  async list(
    site: string,
    { state }: { readonly state?: OrderState | undefined },
    { limit, cursor }: PageRequest,
  ): Promise<Page<ListedOrder>> {
    const after = cursor === undefined ? undefined : fromJsonCursor(cursor, position);
    const query = queryOf(state, after);
    const options = { partitionKey: site, maxItemCount: limit + 1 };
    const documents = queryDocuments(this.#container, query, options);
    const found =
      state === undefined
        ? await this.#withLedgers(site, await this.#read(documents, orderFromDocument, limit + 1))
        : await this.#withOrders(site, await this.#read(documents, ledgerFromDocument, limit + 1));
    const { items: keys } = found;
    const last = keys.at(limit - 1);
    const items = found.listed;
    return keys.length > limit && last !== undefined
      ? { items: items.slice(0, limit), nextCursor: toJsonCursor(last) }
      : { items };
  }

  async #create(site: string, order: EdgeOrder): Promise<'created' | 'already-exists'> {
    const document = orderToDocument(order);
    const { statusCode } = await this.#operations.perform({
      operation: { operationType: 'Create', partitionKey: site, resourceBody: documentBody(document) },
      alone: async () => {
        const outcome = await createDocument(this.#container, document);
        return { statusCode: outcome === 'created' ? 201 : 409 };
      },
    });
    return statusCode === 409 ? 'already-exists' : 'created';
  }

  async #read<T>(
    documents: AsyncIterable<unknown>,
    parse: (document: unknown) => T,
    limit: number,
  ): Promise<readonly T[]> {
    return firstOf(limit, readableOnly(documents, parse, this.#log));
  }

  async #withLedgers(site: string, orders: readonly EdgeOrder[]) {
    const ledgers = await this.#others(site, { type: 'ledger', of: orders }, ledgerFromDocument);
    const listed = orders.map((order) => ({ order, ledger: ledgers.get(order.orderId) }));
    return { items: orders.map(placeOf), listed };
  }

  async #withOrders(site: string, ledgers: readonly OrderLedger[]) {
    const orders = await this.#others(site, { type: 'order', of: ledgers }, orderFromDocument);
    // An order may have expired, its books not yet.
    const listed = ledgers.flatMap((ledger) => {
      const order = orders.get(ledger.orderId);
      return order === undefined ? [] : [{ order, ledger }];
    });
    return { items: ledgers.map(placeOf), listed };
  }

  async #others<T extends { readonly orderId: string }>(
    site: string,
    { type, of }: { readonly type: string; readonly of: readonly { readonly orderId: string }[] },
    parse: (document: unknown) => T,
  ): Promise<ReadonlyMap<string, T>> {
    if (of.length === 0) return new Map();
    const query = {
      query: 'SELECT * FROM c WHERE c.type = @type AND ARRAY_CONTAINS(@ids, c.orderId)',
      parameters: [
        { name: '@type', value: type },
        { name: '@ids', value: of.map(({ orderId }) => orderId) },
      ],
    };
    const documents = queryDocuments(this.#container, query, { partitionKey: site });
    const found = await Array.fromAsync(readableOnly(documents, parse, this.#log));
    return new Map(found.map((each) => [each.orderId, each]));
  }
}

function placeOf({ askedAt, orderId }: { readonly askedAt: number; readonly orderId: string }) {
  return { askedAt, orderId };
}

function queryOf(state: OrderState | undefined, after: z.output<typeof position> | undefined) {
  const conditions: string[] = [];
  const parameters: SqlParameter[] = [];
  if (state === undefined) conditions.push("c.type = 'order'");
  else {
    conditions.push("c.type = 'ledger' AND c.state = @state");
    parameters.push({ name: '@state', value: state });
  }
  if (after !== undefined) {
    conditions.push('(c.askedAt < @afterAt OR (c.askedAt = @afterAt AND c.orderId > @afterId))');
    parameters.push({ name: '@afterAt', value: after.askedAt }, { name: '@afterId', value: after.orderId });
  }
  const where = conditions.join(' AND ');
  return { query: `SELECT * FROM c WHERE ${where} ORDER BY c.askedAt DESC, c.orderId ASC`, parameters };
}
