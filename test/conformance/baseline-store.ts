import { beforeEach, describe, expect, test } from 'vitest';
import type { BaselineStore } from '../../shared/application/ports/baseline-store.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { exampleBaseline } from '../support/example-baseline.ts';

/** What every BaselineStore has to do; `make` gives an empty one. */
export function describeBaselineStore(make: () => Promise<BaselineStore>): void {
  let baselines: BaselineStore;

  beforeEach(async () => {
    baselines = await make();
  });

  async function register(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await baselines.register(exampleBaseline(id));
  }

  async function versions(modelId = 'churn'): Promise<Record<string, number>> {
    const { items } = await baselines.list(modelId, { limit: 100 });
    return Object.fromEntries(items.map(({ baselineId, version }) => [baselineId, version]));
  }

  test('gives back what was registered, to the last bit', async () => {
    const { outcome, baseline } = await baselines.register(exampleBaseline('small'));

    expect(outcome).toBe('created');
    expect(baseline).toEqual({ ...exampleBaseline('small'), version: 1 });
    expect(await baselines.get('churn', 'small')).toEqual(baseline);
  });

  test('has nothing under an unknown name', async () => {
    expect(await baselines.get('churn', 'none')).toBeUndefined();
  });

  test('has nothing under another model', async () => {
    await register('mine');

    expect(await baselines.get('fraud', 'mine')).toBeUndefined();
  });

  describe('versions', () => {
    test('count a model’s baselines in the order of their registration, from 1', async () => {
      await register('a', 'c', 'b');

      expect(await versions()).toEqual({ a: 1, c: 2, b: 3 });
    });

    test('of each model are its own', async () => {
      await register('a', 'b');

      const { baseline } = await baselines.register(exampleBaseline('a', { modelId: 'fraud' }));

      expect(baseline.version).toBe(1);
    });

    test('stay when the same is registered again, and so does all else', async () => {
      await register('a', 'b');

      const again = await baselines.register(exampleBaseline('a', { createdAt: 0 }));

      expect(again).toEqual({
        outcome: 'already-exists',
        baseline: { ...exampleBaseline('a'), version: 1 },
      });
      await register('c');
      expect(await versions()).toEqual({ a: 1, b: 2, c: 3 });
    });

    test('are shared and lost by none of ten that are registered at once', async () => {
      const ids = Array.from({ length: 10 }, (_, index) => `b${index}`);

      const registered = await Promise.all(ids.map((id) => baselines.register(exampleBaseline(id))));

      const given = registered.map(({ baseline }) => baseline.version);
      expect(given.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(await versions()).toEqual(Object.fromEntries(ids.map((id, index) => [id, given[index]])));
    });

    test('are used up once when ten register the same at once', async () => {
      const same = Array.from({ length: 10 }, () => baselines.register(exampleBaseline('same')));

      const registered = await Promise.all(same);

      const created = registered.filter(({ outcome }) => outcome === 'created');
      expect(created).toHaveLength(1);
      expect(new Set(registered.map(({ baseline }) => baseline.version))).toEqual(new Set([1]));
      await register('next');
      expect(await versions()).toEqual({ same: 1, next: 2 });
    });
  });

  describe('the list', () => {
    test('has no items for a model without baselines', async () => {
      expect(await baselines.list('churn', { limit: 10 })).toEqual({ items: [] });
    });

    test('tells what a baseline was made from and when, without its bins', async () => {
      await register('a');

      const { specification: _specification, ...summary } = exampleBaseline('a');
      expect(await baselines.list('churn', { limit: 10 })).toEqual({ items: [{ ...summary, version: 1 }] });
    });

    test('has the newest first, page by page, though more are registered meanwhile', async () => {
      await register('a', 'b', 'c', 'd', 'e');
      const first = await baselines.list('churn', { limit: 2 });
      await register('f');

      const second = await baselines.list('churn', { limit: 2, cursor: first.nextCursor ?? '' });
      const third = await baselines.list('churn', { limit: 2, cursor: second.nextCursor ?? '' });

      const pages = [first, second, third].map(({ items }) => items.map(({ baselineId }) => baselineId));
      expect(pages).toEqual([['e', 'd'], ['c', 'b'], ['a']]);
      expect(third.nextCursor).toBeUndefined();
    });

    test('ends with a page that is just full', async () => {
      await register('a', 'b');

      expect(await baselines.list('churn', { limit: 2 })).not.toHaveProperty('nextCursor');
    });

    test('refuses a cursor that no page gave', async () => {
      await expect(baselines.list('churn', { limit: 2, cursor: 'xyz' })).rejects.toThrow(InvalidInput);
    });
  });
}
