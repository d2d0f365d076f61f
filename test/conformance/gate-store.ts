import { beforeEach, describe, expect, test } from 'vitest';
import type { GateStore } from '../../shared/application/ports/gate-store.ts';
import type { Gate } from '../../shared/domain/run/gate.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { at, jobIdFrom } from '../support/example-job.ts';
import { present } from '../support/present.ts';

const FIRST = { runId: runIdOf(jobIdFrom('churn-daily'), at('2026-03-01T06:00:00Z')), attempt: 1 };
const SECOND = { runId: runIdOf(jobIdFrom('fraud-daily'), at('2026-03-01T06:00:00Z')), attempt: 3 };

function gate(key: string, ...holders: Gate['holders']): Gate {
  return { key, limit: 2, holders };
}

/** What every GateStore has to do; `make` gives an empty one. */
export function describeGateStore(make: () => Promise<GateStore>): void {
  let gates: GateStore;

  beforeEach(async () => {
    gates = await make();
  });

  async function versionOf(key: string): Promise<string> {
    return present(await gates.get(key), `gate '${key}'`).version;
  }

  async function inUse(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of gates.inUse()) keys.push(key);
    return keys.sort();
  }

  test('has no gate for a key that was never asked for', async () => {
    expect(await gates.get('warehouse')).toBeUndefined();
  });

  test('gives back what was saved, holders in their order', async () => {
    await gates.save(gate('warehouse', SECOND, FIRST), { ifVersion: undefined });

    expect((await gates.get('warehouse'))?.value).toEqual(gate('warehouse', SECOND, FIRST));
  });

  test('tells keys apart by case', async () => {
    await gates.save(gate('warehouse', FIRST), { ifVersion: undefined });

    expect(await gates.get('Warehouse')).toBeUndefined();
  });

  describe('of several that make the same gate at once', () => {
    test('lets one do it', async () => {
      const outcomes = await Promise.all(
        [FIRST, SECOND, FIRST, SECOND].map((holder) =>
          gates.save(gate('warehouse', holder), { ifVersion: undefined }),
        ),
      );

      expect(outcomes.sort()).toEqual(['conflict', 'conflict', 'conflict', 'saved']);
    });

    test('keeps what that one wrote', async () => {
      await gates.save(gate('warehouse', FIRST), { ifVersion: undefined });

      expect(await gates.save(gate('warehouse', SECOND), { ifVersion: undefined })).toBe('conflict');
      expect((await gates.get('warehouse'))?.value.holders).toEqual([FIRST]);
    });
  });

  describe('a gate that is there', () => {
    beforeEach(async () => {
      await gates.save(gate('warehouse', FIRST), { ifVersion: undefined });
    });

    test('is replaced at the version that was read', async () => {
      const ifVersion = await versionOf('warehouse');

      expect(await gates.save({ ...gate('warehouse', SECOND), limit: 7 }, { ifVersion })).toBe('saved');
      expect((await gates.get('warehouse'))?.value).toEqual({ ...gate('warehouse', SECOND), limit: 7 });
    });

    test('has another version after each write, even of the same value', async () => {
      const before = await versionOf('warehouse');

      await gates.save(gate('warehouse', FIRST), { ifVersion: before });

      expect(await versionOf('warehouse')).not.toBe(before);
    });

    test('is left as it is at another version', async () => {
      const ifVersion = await versionOf('warehouse');
      await gates.save(gate('warehouse', FIRST, SECOND), { ifVersion });

      expect(await gates.save(gate('warehouse'), { ifVersion })).toBe('conflict');
      expect((await gates.get('warehouse'))?.value.holders).toEqual([FIRST, SECOND]);
    });

    test('is replaced by one of those who replace it at once', async () => {
      const ifVersion = await versionOf('warehouse');

      const outcomes = await Promise.all(
        [1, 2, 3, 4].map((limit) => gates.save({ ...gate('warehouse', FIRST), limit }, { ifVersion })),
      );

      expect(outcomes.sort()).toEqual(['conflict', 'conflict', 'conflict', 'saved']);
    });
  });

  test('makes no gate where one was to be replaced', async () => {
    await gates.save(gate('warehouse', FIRST), { ifVersion: undefined });
    const ifVersion = await versionOf('warehouse');

    expect(await gates.save(gate('reports', FIRST), { ifVersion })).toBe('conflict');
    expect(await gates.get('reports')).toBeUndefined();
  });

  test('lists the gates that have a holder, and no others', async () => {
    await gates.save(gate('warehouse', FIRST), { ifVersion: undefined });
    await gates.save(gate('reports', FIRST, SECOND), { ifVersion: undefined });
    await gates.save(gate('free'), { ifVersion: undefined });
    await gates.save(gate('freed', FIRST), { ifVersion: undefined });
    await gates.save(gate('freed'), { ifVersion: await versionOf('freed') });

    expect(await inUse()).toEqual(['reports', 'warehouse']);
  });

  test('lists the gates with all that they hold', async () => {
    await gates.save(gate('warehouse', FIRST, SECOND), { ifVersion: undefined });

    const listed: Gate[] = [];
    for await (const held of gates.inUse()) listed.push(held);

    expect(listed).toEqual([gate('warehouse', FIRST, SECOND)]);
  });

  test('lists more gates than a page holds', async () => {
    const keys = Array.from({ length: 150 }, (_, number) => `key-${String(number).padStart(3, '0')}`);
    await Promise.all(keys.map((key) => gates.save(gate(key, FIRST), { ifVersion: undefined })));

    expect(await inUse()).toEqual(keys);
  });
}
