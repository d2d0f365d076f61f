import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startCosmos, type CosmosServer } from '../../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../../local/resources.ts';
import { CosmosBaselineStore } from '../../../shared/adapters/cosmos/cosmos-baseline-store.ts';
import { CosmosStabilityStore } from '../../../shared/adapters/cosmos/cosmos-stability-store.ts';
import type { Baseline } from '../../../shared/application/ports/baseline-store.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import type { BinSpecification } from '../../../shared/domain/stability/bin-specification.ts';
import { HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';
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

const SMALL: BinSpecification = {
  convention: HOUSE_CONVENTION,
  rowCount: 3,
  columns: [
    {
      ...{ name: 'age', type: 'numeric', status: 'ok' },
      binEdges: [-1e-300, 0.1 + 0.2, Number.MAX_VALUE],
      expectedCounts: [1, 0, 1, 1],
      ...{ expectedMissingCount: 0, expectedInvalidCount: 1 },
    },
    {
      ...{ name: 'Stadtteil', type: 'categorical', status: 'ok' },
      levels: ['', 'Zürich', '\\u00fc', '日本', '😀', '\ud83d'],
      ...{ expectedCounts: [1, 1, 0, 0, 1, 0], expectedMissingCount: 0 },
    },
    { name: 'id', type: 'categorical', status: 'not-computable', reason: 'More than 1000 levels.' },
  ],
};

/** Longer than one part, with cuts in the midst of names that are not ASCII. */
const WIDE: BinSpecification = {
  ...SMALL,
  columns: Array.from({ length: 420 }, (_, column) => ({
    ...{ name: `Größe ${column}`, type: 'categorical', status: 'ok' },
    levels: Array.from({ length: 200 }, (_each, level) => `Stufe äöü 😀 ${level}`),
    expectedCounts: Array.from({ length: 200 }, () => 1),
    expectedMissingCount: 0,
  })),
};

function baseline(baselineId: string, specification: BinSpecification = SMALL): Baseline {
  const createdAt = at('2026-03-01T00:00:00.123Z');
  return { baselineId, modelId: 'churn', source: 'baselines/churn.csv', specification, createdAt };
}

describe('CosmosBaselineStore', () => {
  let store: CosmosBaselineStore;

  beforeAll(() => {
    store = new CosmosBaselineStore(containerOf('baselines'));
  });

  test('gives back what was registered, to the last bit', async () => {
    await store.register(baseline('small'));

    expect(await store.get('churn', 'small')).toEqual(baseline('small'));
  });

  test('gives back a specification that is longer than a document may be', async () => {
    await store.register(baseline('wide', WIDE));

    const { resources } = await containerOf('baselines')
      .items.query("SELECT VALUE COUNT(1) FROM c WHERE STARTSWITH(c.id, 'wide.')")
      .fetchAll();
    expect(Buffer.byteLength(JSON.stringify(WIDE))).toBeGreaterThan(2 ** 21);
    expect(resources[0]).toBeGreaterThan(3);
    expect(await store.get('churn', 'wide')).toEqual(baseline('wide', WIDE));
  });

  test('stores parts of ASCII only, so that no cut can halve a character', async () => {
    await store.register(baseline('ascii'));

    const part: { readonly resource?: unknown } = await containerOf('baselines')
      .item('ascii.0', 'churn')
      .read();

    const { text } = z.object({ text: z.string() }).parse(part.resource);
    expect(text).toContain('Z\\u00fcrich');
    expect(text).toMatch(/^[ -~]+$/);
  });

  test('has nothing under an unknown name', async () => {
    expect(await store.get('churn', 'none')).toBeUndefined();
  });

  test('has nothing under another model', async () => {
    await store.register(baseline('mine'));

    expect(await store.get('fraud', 'mine')).toBeUndefined();
  });

  test('leaves a baseline as it is when it is registered again', async () => {
    await store.register(baseline('twice'));

    await store.register({ ...baseline('twice'), source: 'baselines/other.csv', createdAt: 0 });

    expect(await store.get('churn', 'twice')).toEqual(baseline('twice'));
  });

  test('is whole after ten registrations at the same time', async () => {
    await Promise.all(Array.from({ length: 10 }, () => store.register(baseline('race'))));

    expect(await store.get('churn', 'race')).toEqual(baseline('race'));
  });

  test('does not show a baseline whose registration was cut off, and completes it the next time', async () => {
    await store.register(baseline('cut'));
    await containerOf('baselines').item('cut', 'churn').delete();
    expect(await store.get('churn', 'cut')).toBeUndefined();

    await store.register(baseline('cut'));

    expect(await store.get('churn', 'cut')).toEqual(baseline('cut'));
  });

  test('says which part is gone', async () => {
    await store.register(baseline('torn'));
    await containerOf('baselines').item('torn.0', 'churn').delete();

    await expect(store.get('churn', 'torn')).rejects.toThrow("Part 0 of baseline 'torn' is gone.");
  });
});

describe('CosmosStabilityStore', () => {
  test('keeps one record a run, the first', async () => {
    const container = containerOf('stability');
    const store = new CosmosStabilityStore(container);
    const record = {
      runId: runIdOf(jobIdFrom('churn-daily'), at('2026-03-01T06:00:00Z')),
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
