import { beforeEach, describe, expect, test } from 'vitest';
import {
  conflictsOf,
  currentValue,
} from '../../../../shared/kinds/edge/domain/shared-config/shared-document.ts';
import { TestPlane } from './two-control-planes.ts';

describe('exchangeConfig', () => {
  let east: TestPlane;
  let west: TestPlane;

  beforeEach(() => {
    east = new TestPlane('east');
    west = new TestPlane('west');
  });

  async function stateIn(plane: TestPlane, edge: string): Promise<unknown> {
    const stored = await plane.configs.get('north', `edge~${edge}`);
    return stored && currentValue(stored.value.shared);
  }

  async function conflictsIn(plane: TestPlane): Promise<unknown[]> {
    return (await plane.documents()).flatMap(({ shared }) => conflictsOf(shared).map(({ value }) => value));
  }

  test('brings both to the same when one of them reaches the other', async () => {
    await east.set('e-1', 'drained');
    await west.set('e-2', 'retired');

    expect(await east.exchangeWith(west)).toEqual({ taken: 1, given: 1, failedPeers: 0 });
    expect(await west.documents()).toHaveLength(2);
    expect(await east.digest()).toBe(await west.digest());
  });

  test('tells nothing when there is nothing new', async () => {
    await east.set('e-1', 'drained');
    await east.exchangeWith(west);

    expect(await east.exchangeWith(west)).toEqual({ taken: 0, given: 0, failedPeers: 0 });
    expect(await west.exchangeWith(east)).toEqual({ taken: 0, given: 0, failedPeers: 0 });
    expect(west.tellings).toBe(1);
  });

  test('puts the later of two changes that knew of each other in force', async () => {
    await east.set('e-1', 'drained');
    await east.exchangeWith(west);
    await west.set('e-1', 'retired');
    await east.exchangeWith(west);

    expect(await stateIn(east, 'e-1')).toMatchObject({ state: 'retired' });
    expect(await conflictsIn(east)).toEqual([]);
  });

  test('keeps both of two changes that did not, the same in force in both', async () => {
    await east.set('e-1', 'drained');
    await west.set('e-1', 'retired');
    await east.exchangeWith(west);

    for (const plane of [east, west]) {
      expect(await stateIn(plane, 'e-1')).toMatchObject({ state: 'retired' });
      expect(await conflictsIn(plane)).toMatchObject([{ state: 'drained' }]);
    }
  });

  test('ends a conflict in both with the next change in either', async () => {
    await east.set('e-1', 'drained');
    await west.set('e-1', 'retired');
    await east.exchangeWith(west);
    await east.set('e-1', 'active');
    await west.exchangeWith(east);

    for (const plane of [east, west]) {
      expect(await stateIn(plane, 'e-1')).toMatchObject({ state: 'active' });
      expect(await conflictsIn(plane)).toEqual([]);
    }
  });

  test('agrees through a third that both reach', async () => {
    const middle = new TestPlane('middle');
    await east.set('e-1', 'drained');
    await west.set('e-2', 'retired');
    await east.exchangeWith(middle);
    await west.exchangeWith(middle);
    await east.exchangeWith(middle);

    expect(await east.digest()).toBe(await west.digest());
  });

  test('loses no change that is saved while it exchanges', async () => {
    await east.set('e-1', 'drained');
    await west.set('e-1', 'retired');
    let isFirst = true;
    east.configs.beforeSave = async () => {
      if (!isFirst) return;
      isFirst = false;
      await east.set('e-1', 'active');
    };
    await east.exchangeWith(west);

    // East's second change came after its first and before it heard of west's: more writes, so it is in force.
    expect(await stateIn(east, 'e-1')).toMatchObject({ state: 'active' });
    expect(await conflictsIn(east)).toMatchObject([{ state: 'retired' }]);
    expect(await east.digest()).toBe(await west.digest());
  });

  test('gives the rest when it was cut off in the middle', async () => {
    for (const edge of ['e-1', 'e-2', 'e-3']) await west.set(edge, 'drained');
    let saves = 0;
    east.configs.beforeSave = async () => {
      saves += 1;
      if (saves === 2) throw new Error('The process ends here.');
    };
    await expect(east.exchangeWith(west)).rejects.toThrow('The process ends here.');
    await east.exchangeWith(west);

    expect(await east.digest()).toBe(await west.digest());
  });

  test('is the same when two instances exchange at once', async () => {
    await east.set('e-1', 'drained');
    await west.set('e-1', 'retired');
    await Promise.all([east.exchangeWith(west), east.exchangeWith(west), west.exchangeWith(east)]);

    expect(await east.digest()).toBe(await west.digest());
    expect(await conflictsIn(west)).toHaveLength(1);
  });

  test('says since when a peer is away, and why, and that it is back', async () => {
    west.fault = 'It answered 503.';
    const since = east.now;
    expect(await east.exchangeWith(west)).toMatchObject({ failedPeers: 1 });
    east.now += 15_000;
    await east.exchangeWith(west);
    expect(await east.standings.list()).toEqual([
      { name: 'west', failedAt: since, fault: 'It answered 503.', notUnderstood: 0 },
    ]);

    west.fault = undefined;
    await east.exchangeWith(west);
    expect(await east.standings.list()).toEqual([{ name: 'west', agreedAt: east.now, notUnderstood: 0 }]);
  });

  test('writes how it stands once a minute, not each time', async () => {
    for (let round = 0; round < 9; round += 1) {
      await east.exchangeWith(west);
      east.now += 15_000;
    }

    expect(east.standings.saves).toBe(3);
  });

  test('refuses a peer that is called as it is itself', async () => {
    const twin = new TestPlane('east');
    await twin.set('e-1', 'drained');
    await east.exchangeWith(twin);

    expect(await east.documents()).toEqual([]);
    expect((await east.standings.list())[0]?.fault).toBe(
      "It is called 'east' as this control plane is: each needs a name of its own.",
    );
  });
});
