import type { Container, OperationInput } from '@azure/cosmos';
import { z } from 'zod';
import type { Versioned } from '../../application/ports/versioned.ts';
import { Unavailable } from '../../domain/errors.ts';
import { translated } from './cosmos-errors.ts';
import { documentBody } from './document-body.ts';
import { groupedIn, type GroupedOperations } from './grouped-operations.ts';
import { queryDocuments } from './query-documents.ts';
import { readGrouped } from './read-document.ts';

/*
 * A model's baselines are counted by a document in its partition. It changes in one transaction with the baseline that
 * gets the number, so that no number is given twice, and none is lost to a process that dies between two lines.
 */

const COUNTER_ID = 'versions';
/** A transaction takes 100 operations; the counter is one of them, and a new baseline may be. */
const MAX_NUMBERED = 98;
const MAX_TRIES = 50;

const counter = z.object({ type: z.literal('baseline-versions'), last: z.int().min(0) });

const unnumbered = z.object({ id: z.string(), _etag: z.string(), createdAt: z.string() });
type Unnumbered = z.output<typeof unnumbered>;

const DELETING = [{ op: 'add' as const, path: '/isDeleting', value: true }];

/** The version numbers of a model's baselines. Every method may throw Unavailable. */
export class BaselineVersions {
  readonly #container: Container;
  readonly #modelId: string;
  readonly #operations: GroupedOperations;

  /** `operations` of the same container: its reads share requests with others. */
  constructor(container: Container, modelId: string, operations = groupedIn(container)) {
    this.#container = container;
    this.#modelId = modelId;
    this.#operations = operations;
  }

  /**
   * Creates the document that `toDocument` makes of the next version, and gives that; undefined when `isThere` says
   * that somebody else has created it meanwhile.
   */
  async create(
    toDocument: (version: number) => object,
    isThere: () => Promise<boolean>,
  ): Promise<number | undefined> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const waiting = await this.#unnumbered();
      const version = await this.#advance(waiting, toDocument);
      if (version !== undefined) return version;
      if (await isThere()) return undefined;
    }
    throw new Unavailable(`The baselines of model '${this.#modelId}' are registered too fast to be counted.`);
  }

  /** Numbers the baselines that an earlier version of the app has stored without one, in the order of their age. */
  async numberEarlier(): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const waiting = await this.#unnumbered();
      if (waiting.length === 0) return;
      await this.#advance(waiting);
    }
    throw new Unavailable(`The baselines of model '${this.#modelId}' could not be counted.`);
  }

  /** How many there are, those that an earlier version has stored among them. */
  async count(): Promise<number> {
    await this.numberEarlier();
    return (await this.#counter())?.value.last ?? 0;
  }

  /**
   * Deletes a document of the model's partition while it has no baseline, in one transaction: a baseline that is
   * registered meanwhile changes the counter. `conflict`: the document is gone or not at `ifVersion`, or somebody else was
   * faster.
   */
  async deleteIfNone(
    id: string,
    { ifVersion }: { readonly ifVersion: string },
  ): Promise<'deleted' | 'has-baselines' | 'conflict'> {
    await this.numberEarlier();
    const found = await this.#counter();
    if (found !== undefined && found.value.last > 0) return 'has-baselines';
    const isDone = await this.#commit([
      this.#toCounter(0, found?.version),
      // A deletion in a batch has no condition of its own in the SDK's types, so a write before it has.
      { operationType: 'Patch', id, ifMatch: ifVersion, resourceBody: { operations: DELETING } },
      { operationType: 'Delete', id },
    ]);
    return isDone ? 'deleted' : 'conflict';
  }

  #counter(): Promise<Versioned<z.output<typeof counter>> | undefined> {
    const key = { id: COUNTER_ID, partitionKey: this.#modelId };
    const source = { container: this.#container, operations: this.#operations };
    return readGrouped(source, key, (document) => counter.parse(document));
  }

  /** One transaction; gives the version of the new document once that is in it. */
  async #advance(
    waiting: readonly Unnumbered[],
    toDocument?: (version: number) => object,
  ): Promise<number | undefined> {
    const found = await this.#counter();
    const last = found?.value.last ?? 0;
    const numbered = waiting.slice(0, MAX_NUMBERED);
    const next = last + numbered.length + 1;
    // The new one comes after all earlier ones.
    const isNewIn = toDocument !== undefined && numbered.length === waiting.length;
    const isDone = await this.#commit([
      this.#toCounter(isNewIn ? next : next - 1, found?.version),
      ...numbered.map((document, index) => toNumbering(document, last + index + 1)),
      ...(isNewIn ? [toCreation(toDocument(next))] : []),
    ]);
    return isDone && isNewIn ? next : undefined;
  }

  #toCounter(last: number, ifVersion: string | undefined): OperationInput {
    const resourceBody = documentBody({
      ...{ id: COUNTER_ID, type: 'baseline-versions', schemaVersion: 1 },
      ...{ modelId: this.#modelId, last },
    });
    return ifVersion === undefined
      ? { operationType: 'Create', resourceBody }
      : { operationType: 'Replace', id: COUNTER_ID, ifMatch: ifVersion, resourceBody };
  }

  /** False when somebody else was faster. */
  async #commit(operations: OperationInput[]): Promise<boolean> {
    const { result = [] } = await translated(() => this.#container.items.batch(operations, this.#modelId));
    const statuses = result.map(({ statusCode }) => statusCode);
    if (statuses.length === operations.length && statuses.every((status) => status < 300)) return true;
    // In a batch that failed, the operation that failed has its own status and the others have 424.
    if (statuses.some((status) => status === 409 || status === 412 || status === 404)) return false;
    throw new Unavailable(
      `The baselines of model '${this.#modelId}' could not be counted (${statuses.join(', ')}).`,
    );
  }

  async #unnumbered(): Promise<Unnumbered[]> {
    const query = "SELECT * FROM c WHERE c.type = 'baseline' AND NOT IS_DEFINED(c.version)";
    const documents = queryDocuments(
      this.#container,
      { query, parameters: [] },
      { partitionKey: this.#modelId },
    );
    const found = z.array(unnumbered).parse(await Array.fromAsync(documents));
    // Instants in documents sort as texts; the id decides between baselines of the same millisecond.
    return found.sort((a, b) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? -1 : 1));
  }
}

/** Numbers the baselines of whatever models that an earlier version of the app has stored without a number. */
export async function numberEarlierBaselines(container: Container): Promise<void> {
  const query =
    "SELECT DISTINCT VALUE c.modelId FROM c WHERE c.type = 'baseline' AND NOT IS_DEFINED(c.version)";
  const found = await Array.fromAsync(queryDocuments(container, { query, parameters: [] }));
  for (const modelId of z.array(z.string()).parse(found)) {
    await new BaselineVersions(container, modelId).numberEarlier();
  }
}

function toNumbering({ id, _etag: ifMatch }: Unnumbered, version: number): OperationInput {
  const operations = [{ op: 'add' as const, path: '/version', value: version }];
  return { operationType: 'Patch', id, ifMatch, resourceBody: { operations } };
}

function toCreation(document: object): OperationInput {
  return { operationType: 'Create', resourceBody: documentBody(document) };
}
