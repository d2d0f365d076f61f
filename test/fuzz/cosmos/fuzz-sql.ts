import { CosmosError } from '../../../local/cosmos/cosmos-error.ts';
import { composeDocument } from '../../../local/cosmos/items/compose-document.ts';
import { WriteSet } from '../../../local/cosmos/items/write-set.ts';
import type { JsonObject, JsonValue } from '../../../local/cosmos/json.ts';
import { compileQuery } from '../../../local/cosmos/sql/compile-query.ts';
import { fromToken, toToken } from '../../../local/cosmos/sql/continuation.ts';
import { parseQuery } from '../../../local/cosmos/sql/parse-query.ts';
import { runQuery } from '../../../local/cosmos/sql/run-query.ts';
import type { Container } from '../../../local/cosmos/store/container.ts';
import { containerRecords, partitionRecords } from '../../../local/cosmos/store/container-records.ts';
import { CosmosStore } from '../../../local/cosmos/store/cosmos-store.ts';
import { parseContainerDefinition } from '../../../local/cosmos/store/definitions.ts';
import type { QueryModel } from './query-model.ts';
import { randomBody } from './random-document.ts';
import { QueryGenerator } from './random-query.ts';
import { referenceRows } from './reference-query.ts';
import { keyOf } from './reference-values.ts';
import { parametersOf, renderQuery } from './render-query.ts';
import { SeededRandom } from './seeded-random.ts';

export interface FuzzSummary {
  readonly cases: number;
  /** Cases with a row at least: a fuzz whose answers are all empty shows nothing. */
  readonly withRows: number;
}

const CASES_PER_CONTAINER = 200;
const DOCUMENTS = 25;
const PARTITIONS = ['x', 'y'] as const;

/**
 * Asks the stand-in random queries over random documents, with writes and expiries between them, page by page, and
 * compares every answer with that of an evaluator that reads everything. Throws an error that shows the first
 * difference and repeats with the seed.
 */
export function fuzzSql(seed: number, cases: number): FuzzSummary {
  let withRows = 0;
  for (let start = 0; start < cases; start += CASES_PER_CONTAINER) {
    withRows += fuzzContainer(seed, start, Math.min(start + CASES_PER_CONTAINER, cases));
  }
  return { cases, withRows };
}

/** The cases from `start` to `end` (exclusive); gives the number of those with rows. */
function fuzzContainer(seed: number, start: number, end: number): number {
  const store = new CosmosStore(undefined);
  let withRows = 0;
  try {
    const world = new World(store, new SeededRandom(seed + start));
    for (let number = start; number < end; number += 1) {
      if (world.check(`seed ${seed}, case ${number}`) > 0) withRows += 1;
    }
  } finally {
    store.close();
  }
  return withRows;
}

interface Kept {
  readonly partition: string;
  readonly id: string;
  readonly body: JsonObject;
  readonly overAtMs: number;
}

/** A container, and beside it what has to be in it, in the order of creation. */
class World {
  readonly #store: CosmosStore;
  readonly #random: SeededRandom;
  readonly #container: Container;
  readonly #queries: QueryGenerator;
  #kept: readonly Kept[] = [];
  #nowMs = Date.UTC(2026, 0, 1);

  constructor(store: CosmosStore, random: SeededRandom) {
    this.#store = store;
    this.#random = random;
    this.#queries = new QueryGenerator(random);
    store.createDatabase('d');
    const definition = { id: 'c', partitionKey: { paths: ['/pk'] }, defaultTtl: -1 };
    this.#container = store.createContainer('d', parseContainerDefinition(definition));
    for (let count = 0; count < DOCUMENTS; count += 1) this.#write();
  }

  /** One query, after a write or two; gives the number of its rows. */
  check(name: string): number {
    if (this.#random.chance(0.3)) this.#write();
    if (this.#random.chance(0.1)) this.#nowMs += 1000 * this.#random.below(20);
    this.#kept = this.#kept.filter(({ overAtMs }) => overAtMs > this.#nowMs);
    const query = this.#queries.query();
    const partition = this.#random.chance(0.2) ? this.#random.pick(PARTITIONS) : undefined;
    const documents = this.#kept.filter((kept) => partition === undefined || kept.partition === partition);
    const expected = referenceRows(
      query,
      documents.map(({ body }) => body),
    );
    const pageSize = 1 + this.#random.below(this.#random.chance(0.5) ? 4 : 100);
    const given = this.#ask(query, partition, pageSize);
    if (keyOf(given) !== keyOf(expected)) {
      throw new Error(
        [
          `${name}: the answers differ.`,
          renderQuery(query),
          `parameters ${JSON.stringify([...parametersOf(query)])}, partition ${partition ?? 'all'}, pages of ${pageSize}`,
          `expected ${JSON.stringify(expected)}`,
          `given    ${JSON.stringify(given)}`,
          `documents ${JSON.stringify(documents.map(({ body }) => body))}`,
        ].join('\n'),
      );
    }
    return expected.length;
  }

  #ask(model: QueryModel, partition: string | undefined, maxItemCount: number): readonly JsonValue[] {
    const text = renderQuery(model);
    const rows: JsonValue[] = [];
    let token: string | undefined;
    try {
      do {
        const query = compileQuery(parseQuery(text), { parameters: parametersOf(model), nowMs: this.#nowMs });
        const documents = this.#container.documents(this.#nowMs);
        const page = runQuery(
          query,
          partition === undefined
            ? containerRecords(documents)
            : partitionRecords(documents, JSON.stringify(partition), 0),
          { maxItemCount, continuation: token === undefined ? undefined : fromToken('q', token) },
        );
        rows.push(...page.rows);
        token = page.continuation === undefined ? undefined : toToken('q', page.continuation);
      } while (token !== undefined);
    } catch (error) {
      if (error instanceof CosmosError) throw new Error(`Refused: ${text}`, { cause: error });
      throw error;
    }
    return rows;
  }

  /** Creates, replaces or deletes a document. */
  #write(): void {
    const partition = this.#random.pick(PARTITIONS);
    const id = String(this.#random.below(DOCUMENTS));
    const context = {
      container: this.#container,
      partition: JSON.stringify(partition),
      sequence: this.#store.sequence,
      nowMs: this.#nowMs,
    };
    const writes = new WriteSet(context);
    this.#kept = this.#kept.filter(({ overAtMs }) => overAtMs > this.#nowMs);
    const previous = writes.get(id);
    if (previous !== undefined && this.#random.chance(0.3)) {
      writes.remove(id);
      this.#kept = this.#kept.filter((kept) => kept.id !== id || kept.partition !== partition);
    } else {
      const ttl = this.#random.chance(0.1) ? 1 + this.#random.below(60) : undefined;
      const body = { ...randomBody(this.#random), id, pk: partition, ...(ttl === undefined ? {} : { ttl }) };
      const document = composeDocument(body, previous, context);
      writes.put(document);
      const overAtMs = ttl === undefined ? Infinity : (Math.floor(this.#nowMs / 1000) + ttl) * 1000;
      const kept = { partition, id, body: document.body, overAtMs };
      const isSame = (other: Kept): boolean => other.id === id && other.partition === partition;
      this.#kept = this.#kept.some(isSame)
        ? this.#kept.map((other) => (isSame(other) ? kept : other))
        : [...this.#kept, kept];
    }
    writes.commit();
  }
}
