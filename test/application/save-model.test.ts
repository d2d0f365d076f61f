import { beforeEach, describe, expect, test } from 'vitest';
import { createDeleteModel } from '../../shared/application/delete-model.ts';
import { createSaveModel } from '../../shared/application/save-model.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { ModelDefinition } from '../../shared/domain/model/model.ts';
import { exampleBaseline } from '../support/example-baseline.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const ADA = { author: 'ada', reason: 'The model is new.' };
const CHURN: ModelDefinition = { modelId: 'churn', valueStream: 'retention', owner: 'ada' };

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
});

function save(definition: ModelDefinition = CHURN, expected?: readonly string[] | '*') {
  return createSaveModel(world)(definition, expected, ADA);
}

function remove(expected?: readonly string[] | '*') {
  return createDeleteModel(world)('churn', expected, ADA);
}

async function entries(): Promise<unknown[]> {
  const { items } = await world.audit.list('model:churn', { limit: 50 });
  return items.map(({ outcome, action, author }) => [outcome, action, author]).reverse();
}

describe('saveModel', () => {
  test('registers a model that is new', async () => {
    expect(await save()).toMatchObject({ outcome: 'created', value: { ...CHURN, generation: 1 } });
  });

  test('counts the definitions, and keeps when the first one was', async () => {
    await save();
    world.clock.moveTo('2026-03-02T00:00:00Z');

    const { version } = present(await world.models.get('churn'));
    const saved = await save({ ...CHURN, owner: 'bob' }, [version]);

    expect(saved).toMatchObject({ outcome: 'replaced', value: { owner: 'bob', generation: 2 } });
    expect((await world.models.get('churn'))?.value).toMatchObject({
      createdAt: Date.parse('2026-03-01T00:00:00Z'),
      updatedAt: Date.parse('2026-03-02T00:00:00Z'),
    });
  });

  test('changes nothing by the same definition, whatever version is expected', async () => {
    await save();

    expect(await save(CHURN, ['"old"'])).toMatchObject({ outcome: 'unchanged', value: { generation: 1 } });
    expect(await entries()).toHaveLength(2);
  });

  test('needs to be told which version is replaced', async () => {
    await save();

    expect(await save({ ...CHURN, owner: 'bob' })).toEqual({ outcome: 'version-required' });
    expect(await save({ ...CHURN, owner: 'bob' }, ['"old"'])).toEqual({ outcome: 'version-mismatch' });
  });

  test('creates none where a version is expected', async () => {
    expect(await save(CHURN, '*')).toEqual({ outcome: 'version-mismatch' });
  });

  test('leaves a model in its value stream', async () => {
    await save();

    await expect(save({ ...CHURN, valueStream: 'growth' }, '*')).rejects.toThrow(InvalidInput);
    expect((await world.models.get('churn'))?.value.valueStream).toBe('retention');
  });

  test('loses no change of twenty editors at once', async () => {
    await save({ ...CHURN, description: '0' });

    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (;;) {
          const { value, version } = present(await world.models.get('churn'));
          const description = String(Number(value.description) + 1);
          const { outcome } = await save({ ...CHURN, description }, [version]);
          if (outcome === 'replaced') return;
        }
      }),
    );

    expect((await world.models.get('churn'))?.value).toMatchObject({ description: '20', generation: 21 });
  });

  test('is in the audit log, with what was asked', async () => {
    await save();
    world.clock.moveTo('2026-03-02T00:00:00Z');
    await save({ ...CHURN, owner: 'bob' }, '*');

    expect(await entries()).toEqual([
      ['asked', 'create', 'ada'],
      ['done', 'create', 'ada'],
      ['asked', 'replace', 'ada'],
      ['done', 'replace', 'ada'],
    ]);
  });
});

describe('deleteModel', () => {
  test('deletes a model without a baseline, once', async () => {
    await save();
    world.clock.moveTo('2026-03-02T00:00:00Z');

    expect(await remove()).toEqual({ outcome: 'deleted' });
    expect(await remove()).toEqual({ outcome: 'not-found' });
    expect((await entries()).slice(2)).toEqual([
      ['asked', 'delete', 'ada'],
      ['done', 'delete', 'ada'],
    ]);
  });

  test('keeps a model that has a baseline', async () => {
    await save();
    await world.baselines.register(exampleBaseline('a'));
    world.clock.moveTo('2026-03-02T00:00:00Z');

    expect(await remove()).toEqual({ outcome: 'has-baselines' });
    expect(await world.models.get('churn')).toBeDefined();
    expect((await entries()).at(-1)).toEqual(['refused', 'delete', 'ada']);
  });

  test('keeps a model at another version than is expected', async () => {
    await save();

    expect(await remove(['"old"'])).toEqual({ outcome: 'version-mismatch' });
  });
});
