import { beforeEach, describe, expect, test } from 'vitest';
import type { BaselineStore } from '../../shared/application/ports/baseline-store.ts';
import type { ModelFilter, ModelStore } from '../../shared/application/ports/model-store.ts';
import { InvalidInput, VersionConflict } from '../../shared/domain/errors.ts';
import type { Model } from '../../shared/domain/model/model.ts';
import { exampleBaseline } from '../support/example-baseline.ts';
import { exampleModel } from '../support/example-model.ts';
import { present } from '../support/present.ts';

export interface ModelStores {
  readonly models: ModelStore;
  readonly baselines: BaselineStore;
}

/** What every ModelStore has to do; `make` gives empty ones. */
export function describeModelStore(make: () => Promise<ModelStores>): void {
  let models: ModelStore;
  let baselines: BaselineStore;

  beforeEach(async () => {
    ({ models, baselines } = await make());
  });

  async function register(...modelIds: readonly string[]): Promise<void> {
    for (const modelId of modelIds) await baselines.register(exampleBaseline('a', { modelId }));
  }

  async function add(...added: readonly Model[]): Promise<void> {
    for (const model of added) await models.create(model);
  }

  async function listed(filter: ModelFilter = {}): Promise<readonly string[]> {
    const { items } = await models.list(filter, { limit: 100 });
    return items.map(({ modelId }) => modelId);
  }

  test('gives the registered models of a value stream behind one, so many of them', async () => {
    await add(...['c', 'a', 'b.1', 'b.2'].map((modelId) => exampleModel({ modelId })));
    await add(exampleModel({ modelId: 'b.3', valueStream: 'growth' }));
    await register('b.4');

    const idsOf = async (range: Parameters<ModelStore['registeredAfter']>[1]) =>
      (await models.registeredAfter('retention', range)).map(({ modelId }) => modelId);

    expect(await idsOf({ limit: 3 })).toEqual(['a', 'b.1', 'b.2']);
    expect(await idsOf({ after: 'b.1', limit: 3 })).toEqual(['b.2', 'c']);
    expect(await idsOf({ idPrefix: 'b.', limit: 3 })).toEqual(['b.1', 'b.2']);
    expect((await models.registeredAfter('retention', { limit: 1 }))[0]).toEqual(
      exampleModel({ modelId: 'a' }),
    );
  });

  test('gives back what was created, with its version', async () => {
    const version = await models.create(exampleModel());

    expect(await models.get('churn')).toEqual({ value: exampleModel(), version });
  });

  test('gives back a model of which nothing more is said', async () => {
    const { description: _words, tags: _tags, owner: _owner, ...plain } = exampleModel();
    await models.create(plain);

    expect((await models.get('churn'))?.value).toEqual(plain);
  });

  test('has nothing under an unknown id', async () => {
    await register('churn');

    expect(await models.get('churn')).toBeUndefined();
  });

  test('creates a model once, of ten attempts at the same time', async () => {
    const streams = Array.from({ length: 10 }, (_, index) => `stream-${index}`);

    const versions = await Promise.all(
      streams.map((valueStream) => models.create(exampleModel({ valueStream }))),
    );

    const winner = streams.filter((_, index) => versions[index] !== undefined);
    expect(winner).toEqual([(await models.get('churn'))?.value.valueStream]);
  });

  test('lets one of ten writers win', async () => {
    const ifVersion = present(await models.create(exampleModel()));

    const saves = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        models.save(exampleModel({ owner: `owner-${index}` }), { ifVersion }),
      ),
    );

    expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('refuses to save under an older version, or one that is gone', async () => {
    const ifVersion = present(await models.create(exampleModel()));
    const newer = await models.save(exampleModel({ generation: 2 }), { ifVersion });

    await expect(models.save(exampleModel(), { ifVersion })).rejects.toThrow(VersionConflict);
    await models.remove('churn', { ifVersion: newer });
    await expect(models.save(exampleModel(), { ifVersion: newer })).rejects.toThrow(VersionConflict);
  });

  test('counts a model’s baselines', async () => {
    await register('fraud');
    await baselines.register(exampleBaseline('b', { modelId: 'fraud' }));

    expect(await models.countBaselines('fraud')).toBe(2);
    expect(await models.countBaselines('churn')).toBe(0);
  });

  describe('a removal', () => {
    test('frees the id', async () => {
      const ifVersion = present(await models.create(exampleModel()));

      expect(await models.remove('churn', { ifVersion })).toBe('removed');
      expect(await models.get('churn')).toBeUndefined();
      expect(await models.create(exampleModel())).toBeDefined();
    });

    test('is refused under an older version, or twice', async () => {
      const ifVersion = present(await models.create(exampleModel()));
      const newer = await models.save(exampleModel({ generation: 2 }), { ifVersion });

      await expect(models.remove('churn', { ifVersion })).rejects.toThrow(VersionConflict);
      await models.remove('churn', { ifVersion: newer });
      await expect(models.remove('churn', { ifVersion: newer })).rejects.toThrow(VersionConflict);
    });

    test('is refused while there is a baseline', async () => {
      const ifVersion = present(await models.create(exampleModel()));
      await register('churn');

      expect(await models.remove('churn', { ifVersion })).toBe('has-baselines');
      expect((await models.get('churn'))?.version).toBe(ifVersion);
    });

    test('leaves the versions of later baselines as they would be', async () => {
      const ifVersion = present(await models.create(exampleModel()));
      await models.remove('churn', { ifVersion });
      await register('churn');

      expect((await baselines.get('churn', 'a'))?.version).toBe(1);
      expect(await listed()).toEqual(['churn']);
    });
  });

  describe('the list', () => {
    test('is empty where there is nothing', async () => {
      expect(await models.list({}, { limit: 10 })).toEqual({ items: [] });
    });

    test('has models that are registered, that have baselines, or both', async () => {
      await add(exampleModel(), exampleModel({ modelId: 'fraud' }));
      await register('churn', 'old');
      await baselines.register(exampleBaseline('b', { modelId: 'old' }));

      expect(await models.list({}, { limit: 10 })).toEqual({
        items: [
          { modelId: 'churn', baselineCount: 1, model: exampleModel() },
          { modelId: 'fraud', baselineCount: 0, model: exampleModel({ modelId: 'fraud' }) },
          { modelId: 'old', baselineCount: 2 },
        ],
      });
    });

    test('of some models has those that there are, in the order in which they are asked for', async () => {
      await add(exampleModel());
      await register('churn', 'old');

      expect(await models.summariesOf(['old', 'unknown', 'churn'])).toEqual([
        { modelId: 'old', baselineCount: 1 },
        { modelId: 'churn', baselineCount: 1, model: exampleModel() },
      ]);
      expect(await models.summariesOf([])).toEqual([]);
    });

    test('has no model that was removed', async () => {
      const ifVersion = present(await models.create(exampleModel()));
      await models.remove('churn', { ifVersion });

      expect(await listed()).toEqual([]);
    });

    test('is in code unit order, page by page', async () => {
      await register('b', 'C', 'a', 'd', 'B');
      await add(...['d', 'C', 'e'].map((modelId) => exampleModel({ modelId })));

      const first = await models.list({}, { limit: 2 });
      const second = await models.list({}, { limit: 2, cursor: present(first.nextCursor) });
      const third = await models.list({}, { limit: 2, cursor: present(second.nextCursor) });

      const pages = [first, second, third].map(({ items }) => items.map(({ modelId }) => modelId));
      expect(pages).toEqual([
        ['B', 'C'],
        ['a', 'b'],
        ['d', 'e'],
      ]);
      expect(third.nextCursor).toBeUndefined();
    });

    test('is narrowed to a value stream, and to those that a caller may see', async () => {
      await add(
        exampleModel({ modelId: 'a', valueStream: 'x' }),
        exampleModel({ modelId: 'b', valueStream: 'y' }),
        exampleModel({ modelId: 'c', valueStream: 'z' }),
      );
      await register('a', 'unclaimed');

      expect(await listed({ valueStream: 'y' })).toEqual(['b']);
      expect(await listed({ valueStreams: ['x', 'z'] })).toEqual(['a', 'c']);
      expect(await listed({ valueStream: 'y', valueStreams: ['x', 'z'] })).toEqual([]);
    });

    test('finds a text in the id, the description and the owner, whatever its case', async () => {
      await add(
        exampleModel({ modelId: 'Score-1', description: 'x', owner: 'x' }),
        exampleModel({ modelId: 'b', description: 'The best SCORE', owner: 'x' }),
        exampleModel({ modelId: 'c', description: 'x', owner: 'scorers@example.com' }),
        exampleModel({ modelId: 'd', description: 'x', owner: 'x' }),
      );
      await register('b', 'old-score');

      expect(await listed({ text: 'score' })).toEqual(['Score-1', 'b', 'c', 'old-score']);
      const { items } = await models.list({ text: 'best' }, { limit: 1 });
      expect(items).toMatchObject([{ modelId: 'b', baselineCount: 1 }]);
    });

    test('refuses a cursor that no page gave', async () => {
      await expect(models.list({}, { limit: 2, cursor: 'xyz' })).rejects.toThrow(InvalidInput);
    });
  });
}
