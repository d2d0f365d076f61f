import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { composeDocument } from '../../../local/cosmos/items/compose-document.ts';
import { WriteSet } from '../../../local/cosmos/items/write-set.ts';
import { compileQuery } from '../../../local/cosmos/sql/compile-query.ts';
import { parseQuery } from '../../../local/cosmos/sql/parse-query.ts';
import { runQuery, type Page } from '../../../local/cosmos/sql/run-query.ts';
import { containerRecords } from '../../../local/cosmos/store/container-records.ts';
import { CosmosStore } from '../../../local/cosmos/store/cosmos-store.ts';
import { parseContainerDefinition } from '../../../local/cosmos/store/definitions.ts';
import { NOON } from './cosmos-fixture.ts';

interface Item {
  readonly id: string;
  readonly n: number | string | null | undefined;
  readonly ttl: number | undefined;
}

/** A store with one container, its clock, and what it takes to write and to ask. */
class Subject {
  readonly #dataDir: string | undefined;
  #store: CosmosStore;
  nowMs = NOON;

  constructor(dataDir?: string) {
    this.#dataDir = dataDir;
    this.#store = new CosmosStore(dataDir);
    this.#store.createDatabase('d');
    const definition = { id: 'c', partitionKey: { paths: ['/id'] }, defaultTtl: -1 };
    this.#store.createContainer('d', parseContainerDefinition(definition));
  }

  restart(): void {
    this.#store.close();
    this.#store = new CosmosStore(this.#dataDir);
  }

  close(): void {
    this.#store.close();
  }

  put({ id, n, ttl }: Item): void {
    const writes = this.#writes(id);
    const body = {
      id,
      type: 'job',
      m: n ?? null,
      ...(n === undefined ? {} : { n }),
      ...(ttl === undefined ? {} : { ttl }),
    };
    writes.put(composeDocument(body, writes.get(id), writes.context));
    writes.commit();
  }

  remove(id: string): void {
    const writes = this.#writes(id);
    writes.remove(id);
    writes.commit();
  }

  ask(query: string, maxItemCount = 1000): Page {
    const compiled = compileQuery(parseQuery(query), { parameters: new Map(), nowMs: this.nowMs });
    const records = containerRecords(this.#store.container('d', 'c').documents(this.nowMs));
    return runQuery(compiled, records, { maxItemCount, continuation: undefined });
  }

  #writes(id: string): WriteSet {
    return new WriteSet({
      container: this.#store.container('d', 'c'),
      partition: JSON.stringify(id),
      sequence: this.#store.sequence,
      nowMs: this.nowMs,
    });
  }
}

const item = fc.record({
  id: fc.constantFrom('1', '2', '3', '4', '5', '6'),
  n: fc.constantFrom(null, undefined, 1, 2, 3, 4, 'a', 'b'),
  ttl: fc.constantFrom(undefined, undefined, 5, 20),
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), item }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), item }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), item }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), item }) },
);

describe('indexes of the Cosmos stand-in', () => {
  test('have what the documents have after writes, deletions, expiries and restarts', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), (steps, bound) => {
        const dataDir = mkdtempSync(join(tmpdir(), 'cosmos-index-'));
        const subject = new Subject(dataDir);
        const query = `SELECT VALUE c.n FROM c WHERE c.n >= ${bound} ORDER BY c.n`;
        const kept = new Map<string, { readonly n: Item['n']; readonly overAtMs: number }>();
        try {
          for (const { kind, item: next } of steps) {
            if (kind === 'wait') subject.nowMs += 7_000;
            const over = [...kept].filter(([, { overAtMs }]) => overAtMs <= subject.nowMs);
            over.forEach(([id]) => kept.delete(id));
            if (kind === 'restart') subject.restart();
            if (kind === 'remove') {
              subject.remove(next.id);
              kept.delete(next.id);
            }
            if (kind === 'put') {
              subject.put(next);
              const overAtMs = next.ttl === undefined ? Infinity : subject.nowMs + 1000 * next.ttl;
              kept.set(next.id, { n: next.n, overAtMs });
            }
            const expected = Array.from(kept.values(), ({ n }) => n)
              .filter((n) => typeof n === 'number' && n >= bound)
              .sort();
            expect(subject.ask(query).rows).toEqual(expected);
          }
        } finally {
          subject.close();
          rmSync(dataDir, { recursive: true });
        }
      }),
      { numRuns: 25 },
    );
  });

  test.each([
    ['a range', 'SELECT * FROM c WHERE c.n < 5', 5],
    ['a range from both ends', 'SELECT * FROM c WHERE c.n > 10 AND c.n <= 12', 2],
    ['one value', 'SELECT * FROM c WHERE c.n = 7', 1],
    ['several values', 'SELECT * FROM c WHERE c.n IN (7, 9, 7)', 2],
    ['the smallest of several conditions', "SELECT * FROM c WHERE c.type = 'job' AND c.n < 5", 5],
    [
      'an order, of which only the start is wanted',
      'SELECT * FROM c ORDER BY c.n DESC OFFSET 0 LIMIT 10',
      11,
    ],
    ['a range in its order', "SELECT * FROM c WHERE c.type = 'job' AND c.n < 5 ORDER BY c.n", 5],
    ['few documents in another order', 'SELECT * FROM c WHERE c.m < 5 ORDER BY c.n', 5],
    [
      'a condition beside one that no index serves',
      "SELECT * FROM c WHERE c.n < 5 AND LOWER(c.type) = 'job'",
      5,
    ],
    ['nothing', 'SELECT * FROM c WHERE c.n < 0', 0],
  ])('let a query read only %s', (_name, query, most) => {
    const subject = new Subject();
    onTestFinished(() => {
      subject.close();
    });
    for (let n = 0; n < 500; n += 1) {
      subject.put({ id: String(n), n, ttl: undefined });
    }

    expect(subject.ask(query).work.documents).toBeLessThanOrEqual(most);
  });
});
