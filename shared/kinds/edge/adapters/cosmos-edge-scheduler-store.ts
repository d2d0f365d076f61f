import {
  ChangeFeedStartFrom,
  type ChangeFeedIteratorOptions,
  type ChangeFeedPullModelIterator,
  type Container,
  type OperationInput,
} from '@azure/cosmos';
import { z } from 'zod';
import { statusOf, translated } from '../../../adapters/cosmos/cosmos-errors.ts';
import { documentBody } from '../../../adapters/cosmos/document-body.ts';
import { queryDocuments, readableOnly } from '../../../adapters/cosmos/query-documents.ts';
import { readDocument } from '../../../adapters/cosmos/read-document.ts';
import type { Log } from '../../../application/ports/environment.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import { Unavailable } from '../../../domain/errors.ts';
import type { EdgeSchedulerStore, SchedulerWrite, TreeChange } from '../application/ports/edge-stores.ts';
import type { AgentDesired } from '../domain/desired.ts';
import type { OrderLedger } from '../domain/ledger.ts';
import {
  changeFromDocument,
  desiredFromDocument,
  desiredToDocument,
  ledgerFromDocument,
  ledgerToDocument,
  totalsToDocument,
} from './edge-documents.ts';

const PAGE = 1000;

/** Readers at so many places go on where they are. */
const MAX_STANDING = 200;

type Pages = ChangeFeedPullModelIterator<unknown>;

const site = z.object({ site: z.string() });
const settled = z.object({ settledBefore: z.number() });

/** What the scheduler reads and writes, in the container `edges`. All of a site is one partition. */
export class CosmosEdgeSchedulerStore implements EdgeSchedulerStore {
  readonly #container: Container;
  readonly #log: Log;
  /** By the position that each stands at, those used last at the end. */
  readonly #standing = new Map<string, Pages>();

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async sites(): Promise<readonly string[]> {
    const query = { query: "SELECT c.site FROM c WHERE c.type = 'totals'", parameters: [] };
    const found = await Array.fromAsync(queryDocuments(this.#container, query));
    return found.map((document) => site.parse(document).site).sort();
  }

  async load(partitionKey: string): Promise<{ position: string; changes: readonly TreeChange[] }> {
    const position = await this.#now(partitionKey);
    const known = await readDocument(this.#container, { id: 'totals~site', partitionKey }, (document) =>
      settled.parse(document),
    );
    const since = known?.value.settledBefore ?? 0;
    // Orders before their books: what is in the books was asked for.
    const first = await this.#query(partitionKey, {
      query:
        "SELECT * FROM c WHERE c.type IN ('config', 'inventory') OR (c.type = 'order' AND c.askedAt >= @since)",
      parameters: [{ name: '@since', value: since }],
    });
    const then = await this.#query(partitionKey, {
      query:
        "SELECT * FROM c WHERE c.type IN ('desired', 'totals') OR (c.type = 'ledger' AND (c.askedAt >= @since OR c.state IN ('queued', 'running')))",
      parameters: [{ name: '@since', value: since }],
    });
    return { position, changes: [...first, ...then] };
  }

  async changes(
    _site: string,
    after: string,
  ): Promise<{ position: string; changes: readonly TreeChange[] } | undefined> {
    const pages = this.#pagesAfter(after);
    const changes: TreeChange[] = [];
    const next = () => translated(() => pages.readNext());
    let position = after;
    try {
      for (let page = await next(); page.statusCode !== 304; page = await next()) {
        changes.push(...(await this.#changesOf(each(page.result))));
        position = page.continuationToken;
      }
    } catch (error) {
      if (statusOf(error) === 400) return undefined;
      throw error;
    }
    this.#stand(position, pages);
    return { position, changes };
  }

  async commit(
    partitionKey: string,
    writes: readonly SchedulerWrite[],
  ): Promise<
    { readonly outcome: 'saved'; readonly versions: readonly string[] } | { readonly outcome: 'conflict' }
  > {
    const operations = writes.map(toOperation);
    const { result = [] } = await translated(() => this.#container.items.batch(operations, partitionKey));
    const isWritten = result.every(({ statusCode }) => statusCode >= 200 && statusCode < 300);
    if (isWritten && result.length === writes.length) {
      return { outcome: 'saved', versions: result.map(({ eTag = '' }) => eTag) };
    }
    // In a batch that failed, the operation that failed has its own status and the others have 424.
    const isConflict = result.some(({ statusCode }) => CONFLICTS.has(statusCode));
    if (isConflict) return { outcome: 'conflict' };
    const statuses = result.map(({ statusCode }) => statusCode).join(', ');
    throw new Unavailable(`The work of site '${partitionKey}' could not be stored (${statuses}).`);
  }

  async ledger(partitionKey: string, orderId: string): Promise<Versioned<OrderLedger> | undefined> {
    return readDocument(this.#container, { id: `ledger~${orderId}`, partitionKey }, ledgerFromDocument);
  }

  async desired(partitionKey: string, agent: string): Promise<Versioned<AgentDesired> | undefined> {
    return readDocument(this.#container, { id: `desired~${agent}`, partitionKey }, desiredFromDocument);
  }

  async #now(partitionKey: string): Promise<string> {
    const from = { changeFeedStartFrom: ChangeFeedStartFrom.Now(partitionKey) };
    const pages = this.#pages(from);
    const { continuationToken } = await translated(() => pages.readNext());
    this.#stand(continuationToken, pages);
    return continuationToken;
  }

  /** One that stands there goes on without asking anew what the container is, which costs a request. */
  #pagesAfter(position: string): Pages {
    const standing = this.#standing.get(position);
    this.#standing.delete(position);
    const from = { changeFeedStartFrom: ChangeFeedStartFrom.Continuation(position) };
    return standing ?? this.#pages(from);
  }

  #pages(from: ChangeFeedIteratorOptions): Pages {
    return this.#container.items.getChangeFeedIterator({ ...from, maxItemCount: PAGE });
  }

  #stand(position: string, pages: Pages): void {
    this.#standing.set(position, pages);
    const [oldest] = this.#standing.keys();
    if (this.#standing.size > MAX_STANDING && oldest !== undefined) this.#standing.delete(oldest);
  }

  async #query(
    partitionKey: string,
    query: Parameters<typeof queryDocuments>[1],
  ): Promise<readonly TreeChange[]> {
    return this.#changesOf(queryDocuments(this.#container, query, { partitionKey }));
  }

  async #changesOf(documents: AsyncIterable<unknown>): Promise<readonly TreeChange[]> {
    const changes = await Array.fromAsync(readableOnly(documents, changeFromDocument, this.#log));
    return changes.filter((change) => change !== 'another type');
  }
}

/** Taken meanwhile, gone, changed. */
const CONFLICTS: ReadonlySet<number> = new Set([409, 404, 412]);

async function* each(documents: readonly unknown[]): AsyncGenerator {
  yield* documents;
}

function toOperation(write: SchedulerWrite): OperationInput {
  const document = documentOf(write);
  const resourceBody = documentBody(document);
  return write.ifVersion === undefined
    ? { operationType: 'Create', resourceBody }
    : { operationType: 'Replace', id: document.id, ifMatch: write.ifVersion, resourceBody };
}

function documentOf(write: SchedulerWrite): { readonly id: string } {
  switch (write.kind) {
    case 'ledger':
      return ledgerToDocument(write.ledger);
    case 'desired':
      return desiredToDocument(write.desired);
    case 'totals':
      return totalsToDocument(write.totals);
  }
}
