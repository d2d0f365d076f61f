import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startCosmos, type CosmosServer } from '../../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../../local/resources.ts';
import { CosmosBaselineStore } from '../../../shared/adapters/cosmos/cosmos-baseline-store.ts';
import { CosmosModelStore } from '../../../shared/adapters/cosmos/cosmos-model-store.ts';
import { CosmosStabilityStore } from '../../../shared/adapters/cosmos/cosmos-stability-store.ts';
import { binSpecification } from '../../../shared/contracts/bin-specification.ts';
import { PLAIN_CSV } from '../../../shared/domain/data/data-source.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import type { BinSpecification } from '../../../shared/domain/stability/bin-specification.ts';
import { FIRST_BIN_SPECIFICATION } from '../../fixtures/first-bin-specification.ts';
import { exampleBaseline, SMALL_SPECIFICATION } from '../../support/example-baseline.ts';
import { at, jobIdFrom } from '../../support/example-job.ts';

let server: CosmosServer;
let client: CosmosClient;

beforeAll(async () => {
  server = await startCosmos({ databases: DATABASES });
  client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
});

afterAll(async () => {
  client.dispose();
  await server.stop();
});

function containerOf(name: string): Container {
  return client.database('evenkeel').container(name);
}

/** Longer than one part, with cuts in the midst of names that are not ASCII. */
const WIDE: BinSpecification = {
  ...SMALL_SPECIFICATION,
  columns: Array.from({ length: 420 }, (_, column) => ({
    ...{ name: `Größe ${column}`, type: 'categorical', status: 'ok', others: 'unseen' },
    binning: { method: 'all-levels' },
    levels: Array.from({ length: 200 }, (_each, level) => `Stufe äöü 😀 ${level}`),
  })),
  expected: {
    rowCount: 200,
    columns: Array.from({ length: 420 }, (_, column) => ({
      ...{ name: `Größe ${column}`, status: 'counted', missingCount: 0, invalidCount: 0 },
      binCounts: Array.from({ length: 200 }, () => 1),
      ...{ specialCounts: [], otherCount: 0, otherLevels: [] },
    })),
    extraColumns: [],
  },
};

describe('CosmosBaselineStore', () => {
  let container: Container;
  let store: CosmosBaselineStore;
  let made = 0;

  beforeEach(async () => {
    made += 1;
    ({ container } = await client.database('evenkeel').containers.create({
      id: `baselines-${made}`,
      partitionKey: { paths: ['/modelId'] },
    }));
    store = new CosmosBaselineStore(container);
  });

  async function counted(query: string): Promise<unknown> {
    const { resources } = await container.items.query<unknown>(query).fetchAll();
    return resources[0];
  }

  test('gives back a specification that is longer than a document may be', async () => {
    await store.register(exampleBaseline('wide', { specification: WIDE }));

    const parts = await counted("SELECT VALUE COUNT(1) FROM c WHERE STARTSWITH(c.id, 'wide.')");
    expect(Buffer.byteLength(JSON.stringify(WIDE))).toBeGreaterThan(2 ** 21);
    expect(parts).toBeGreaterThan(3);
    expect((await store.get('churn', 'wide'))?.specification).toEqual(WIDE);
  });

  test('stores parts of ASCII only, so that no cut can halve a character', async () => {
    await store.register(exampleBaseline('ascii'));

    const part: { readonly resource?: unknown } = await container.item('ascii.0', 'churn').read();

    const { text } = z.object({ text: z.string() }).parse(part.resource);
    expect(text).toContain('Z\\u00fcrich');
    expect(text).toMatch(/^[ -~]+$/);
  });

  test('does not show a baseline whose registration was cut off, and completes it the next time', async () => {
    await store.register(exampleBaseline('cut'));
    // As it is after the parts: neither the head nor a number that was counted for it.
    await container.item('cut', 'churn').delete();
    await container.item('versions', 'churn').delete();
    expect(await store.get('churn', 'cut')).toBeUndefined();

    const { outcome, baseline } = await store.register(exampleBaseline('cut'));

    expect({ outcome, version: baseline.version }).toEqual({ outcome: 'created', version: 1 });
    expect(await store.get('churn', 'cut')).toEqual(baseline);
  });

  test('says which part is gone', async () => {
    await store.register(exampleBaseline('torn'));
    await container.item('torn.0', 'churn').delete();

    await expect(store.get('churn', 'torn')).rejects.toThrow("Part 0 of baseline 'torn' is gone.");
  });

  test('counts on from what others have registered meanwhile', async () => {
    await store.register(exampleBaseline('first'));
    const another = new CosmosBaselineStore(container);

    const both = await Promise.all([
      store.register(exampleBaseline('second')),
      another.register(exampleBaseline('third')),
    ]);

    expect(both.map(({ baseline }) => baseline.version).sort()).toEqual([2, 3]);
    expect(await counted("SELECT VALUE c.last FROM c WHERE c.id = 'versions'")).toBe(3);
  });

  describe('baselines of the first version of the app', () => {
    /** Writes the documents that it wrote. */
    async function storeEarlier(baselineId: string, createdAt: string): Promise<void> {
      const text = JSON.stringify(FIRST_BIN_SPECIFICATION);
      await container.items.create({
        ...{ id: `${baselineId}.0`, type: 'baseline-part', schemaVersion: 1, modelId: 'churn', text },
      });
      await container.items.create({
        ...{ id: baselineId, type: 'baseline', schemaVersion: 1, modelId: 'churn', baselineId },
        ...{ source: 'baselines/churn.csv', parts: 1, createdAt },
      });
    }

    test('are read, with the number of their age', async () => {
      await storeEarlier('younger', '2026-02-02T00:00:00.000Z');
      await storeEarlier('older', '2026-02-01T00:00:00.000Z');

      const baseline = await store.get('churn', 'younger');

      expect(baseline).toEqual({
        ...{ baselineId: 'younger', modelId: 'churn', version: 2 },
        source: { kind: 'blob', path: 'baselines/churn.csv', format: PLAIN_CSV },
        createdAt: Date.parse('2026-02-02T00:00:00.000Z'),
        specification: binSpecification.parse(FIRST_BIN_SPECIFICATION),
      });
    });

    test('are listed', async () => {
      await storeEarlier('b', '2026-02-01T00:00:00.000Z');
      await storeEarlier('a', '2026-02-01T00:00:00.000Z');

      const { items } = await store.list('churn', { limit: 10 });

      expect(items.map(({ baselineId, version }) => [baselineId, version])).toEqual([
        ['b', 2],
        ['a', 1],
      ]);
    });

    test('have their models listed', async () => {
      await storeEarlier('b', '2026-02-01T00:00:00.000Z');
      await storeEarlier('a', '2026-02-01T00:00:00.000Z');

      expect(await new CosmosModelStore(container).list({}, { limit: 10 })).toEqual({
        items: [{ modelId: 'churn', baselineCount: 2 }],
      });
    });

    test('come before a new one, though it is registered first of all', async () => {
      await storeEarlier('old', '2026-02-01T00:00:00.000Z');

      const { baseline } = await store.register(exampleBaseline('new'));

      expect(baseline.version).toBe(2);
      expect((await store.get('churn', 'old'))?.version).toBe(1);
    });

    test('come after those that were numbered before they were written', async () => {
      await store.register(exampleBaseline('new'));
      await storeEarlier('late', '2026-02-01T00:00:00.000Z');

      expect((await store.get('churn', 'late'))?.version).toBe(2);
    });

    test('are numbered once when many ask at once', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e'];
      for (const id of ids) await storeEarlier(id, '2026-02-01T00:00:00.000Z');

      const found = await Promise.all([
        ...ids.map((id) => store.get('churn', id)),
        store.register(exampleBaseline('new')).then(({ baseline }) => baseline),
      ]);

      expect(found.map((baseline) => baseline?.version)).toEqual([1, 2, 3, 4, 5, 6]);
    });

    test('are more than a transaction takes', async () => {
      const ids = Array.from({ length: 120 }, (_, index) => `b${String(index).padStart(3, '0')}`);
      await Promise.all(ids.map((id) => storeEarlier(id, '2026-02-01T00:00:00.000Z')));

      const { baseline } = await store.register(exampleBaseline('new'));

      expect(baseline.version).toBe(121);
      const { items } = await store.list('churn', { limit: 200 });
      expect(items.map(({ baselineId }) => baselineId).reverse()).toEqual([...ids, 'new']);
    });
  });
});

describe('CosmosStabilityStore', () => {
  test('keeps one record a run, the first', async () => {
    const container = containerOf('stability');
    const store = new CosmosStabilityStore(container);
    const record = {
      runId: runIdOf(jobIdFrom('churn-daily'), at('2026-03-01T06:00:00Z')),
      jobId: jobIdFrom('churn-daily'),
      dueAt: at('2026-03-01T06:00:00Z'),
      finishedAt: at('2026-03-01T06:00:09Z'),
      result: {
        ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 40, psi: 0.3, band: null },
        ...{ statusCounts: { ok: 1 }, worstCharacteristics: [], detailPath: 'results/x.json' },
      },
    };

    await store.record(record);
    await store.record({ ...record, finishedAt: 0 });

    const { resources } = await container.items.query('SELECT * FROM c').fetchAll();
    expect(resources).toEqual([
      expect.objectContaining({
        ...{ id: record.runId, type: 'stability', schemaVersion: 1, modelId: 'churn', runId: record.runId },
        dueAt: '2026-03-01T06:00:00.000Z',
        finishedAt: '2026-03-01T06:00:09.000Z',
        result: record.result,
      }),
    ]);
  });
});
