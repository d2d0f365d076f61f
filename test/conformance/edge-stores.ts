import { beforeEach, describe, expect, test } from 'vitest';
import type {
  EdgeConfigStore,
  EdgeInventoryStore,
  EdgeOrderStore,
  EdgeSchedulerStore,
  SchedulerWrite,
} from '../../shared/kinds/edge/application/ports/edge-stores.ts';
import { nothingDesired } from '../../shared/kinds/edge/domain/desired.ts';
import { configKey, type EdgeConfig } from '../../shared/kinds/edge/domain/edge-config.ts';
import { openLedger, withdrawn } from '../../shared/kinds/edge/domain/ledger.ts';
import { writeShared } from '../../shared/kinds/edge/domain/shared-config/shared-document.ts';
import { noTotals } from '../../shared/kinds/edge/domain/site-totals.ts';
import { exampleInventory, exampleOrder } from '../support/example-edges.ts';
import { present } from '../support/present.ts';

export interface EdgeStores {
  readonly configs: EdgeConfigStore;
  readonly orders: EdgeOrderStore;
  readonly inventories: EdgeInventoryStore;
  readonly scheduler: EdgeSchedulerStore;
}

const NEW = { ifVersion: undefined };

function settings(site: string, title: string): EdgeConfig {
  const value = { kind: 'edge', state: 'active', maxWatts: title.length } as const;
  const writer = { origin: 'main', at: 1, by: 'anna' };
  return {
    site,
    name: 'edge~edge-1',
    shared: writeShared({ key: configKey(site, 'edge~edge-1'), before: undefined, value }, writer),
  };
}

function ledgerWrite(orderId: string, ifVersion?: string): SchedulerWrite {
  return { kind: 'ledger', ledger: openLedger(exampleOrder({ orderId })), ifVersion };
}

/** What the stores of edges have to do; `make` gives empty ones. */
export function describeEdgeStores(make: () => Promise<EdgeStores>): void {
  let stores: EdgeStores;

  beforeEach(async () => {
    stores = await make();
  });

  async function readKinds(site: string): Promise<string[]> {
    const { changes } = await stores.scheduler.load(site);
    return changes.map(({ kind }) => kind).sort();
  }

  describe('configuration', () => {
    test('gives back what was saved, by site', async () => {
      await stores.configs.save(settings('north', 'a'), NEW);
      await stores.configs.save(settings('south', 'bb'), NEW);

      expect((await stores.configs.get('south', 'edge~edge-1'))?.value).toEqual(settings('south', 'bb'));
      expect(await stores.configs.get('east', 'edge~edge-1')).toBeUndefined();
      expect(await stores.configs.list()).toHaveLength(2);
      expect((await stores.configs.list('north')).map(({ value }) => value.site)).toEqual(['north']);
    });

    test('is made by one of several, and replaced at the version that was read only', async () => {
      const saves = await Promise.all(
        ['a', 'bb'].map((title) => stores.configs.save(settings('north', title), NEW)),
      );
      const { version } = present(await stores.configs.get('north', 'edge~edge-1'), 'settings');

      const again = await stores.configs.save(settings('north', 'ccc'), { ifVersion: version });
      const late = await stores.configs.save(settings('north', 'dddd'), { ifVersion: version });

      expect(saves.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'saved']);
      expect([again.outcome, late.outcome]).toEqual(['saved', 'conflict']);
    });
  });

  describe('inventory', () => {
    test('gives back what was saved, and is replaced at its version only', async () => {
      const inventory = exampleInventory();
      const saved = await stores.inventories.save(inventory, NEW);
      const other = await stores.inventories.save({ ...inventory, sequence: 2 }, NEW);

      expect(saved.outcome).toBe('saved');
      expect(other.outcome).toBe('conflict');
      expect((await stores.inventories.get('north', 'edge-1'))?.value).toEqual(inventory);
    });
  });

  describe('orders', () => {
    test('are made each for itself: one whose id is taken stays as it is', async () => {
      await stores.orders.create('north', [exampleOrder({ orderId: 'heat-1' })]);

      const made = await stores.orders.create('north', [
        exampleOrder({ orderId: 'heat-1', wattSeconds: 7 }),
        exampleOrder({ orderId: 'heat-2' }),
      ]);

      expect(made).toEqual(['already-exists', 'created']);
      expect((await stores.orders.get('north', 'heat-1'))?.value).toEqual(
        exampleOrder({ orderId: 'heat-1' }),
      );
    });

    test('are found by their run, at whichever site', async () => {
      await stores.orders.create('north', [
        exampleOrder({ orderId: 'heat-1', runId: 'a.1' }),
        exampleOrder({ orderId: 'heat-2' }),
      ]);
      const other = exampleOrder({ site: 'south', orderId: 'heat-3', runId: 'a.1' });
      await stores.orders.create('south', [other, { ...other, orderId: 'heat-4', runId: 'b.1' }]);

      const found = (await stores.orders.ofRun('a.1')).map(({ site, orderId }) => `${site} ${orderId}`);

      expect(found.sort()).toEqual(['north heat-1', 'south heat-3']);
      expect(await stores.orders.ofRun('c.1')).toEqual([]);
    });

    test('are listed page by page, the latest asked first, with their books', async () => {
      const asked = [1, 2, 3, 3, 5].map((askedAt, index) =>
        exampleOrder({ orderId: `heat-${index}`, askedAt }),
      );
      await stores.orders.create('north', asked);
      await stores.scheduler.commit('north', [ledgerWrite('heat-4')]);

      const first = await stores.orders.list('north', {}, { limit: 3 });
      const cursor = present(first.nextCursor, 'a next page');
      const second = await stores.orders.list('north', {}, { limit: 3, cursor });

      expect(first.items.map(({ order }) => order.orderId)).toEqual(['heat-4', 'heat-2', 'heat-3']);
      expect(first.items.map(({ ledger }) => ledger?.state)).toEqual(['queued', undefined, undefined]);
      expect(second.items.map(({ order }) => order.orderId)).toEqual(['heat-1', 'heat-0']);
      expect(second.nextCursor).toBeUndefined();
    });

    test('are listed by the state in their books', async () => {
      const [one, two] = [exampleOrder({ orderId: 'heat-1' }), exampleOrder({ orderId: 'heat-2' })];
      await stores.orders.create('north', [one, two]);
      const over = { kind: 'ledger', ledger: withdrawn(openLedger(one), 9), ...NEW } as const;
      await stores.scheduler.commit('north', [over, ledgerWrite('heat-2')]);

      const page = await stores.orders.list('north', { state: 'withdrawn' }, { limit: 10 });

      expect(page.items.map(({ order }) => order.orderId)).toEqual(['heat-1']);
    });
  });

  describe('the scheduler', () => {
    test('writes all or nothing', async () => {
      await stores.scheduler.commit('north', [ledgerWrite('heat-1')]);

      const answer = await stores.scheduler.commit('north', [ledgerWrite('heat-2'), ledgerWrite('heat-1')]);

      expect(answer.outcome).toBe('conflict');
      expect(await stores.scheduler.ledger('north', 'heat-2')).toBeUndefined();
    });

    test('replaces at the versions that it got for its own writes', async () => {
      const desired = { ...nothingDesired('north', 'edge-1'), generation: 1 };
      const first = await stores.scheduler.commit('north', [
        ledgerWrite('heat-1'),
        { kind: 'desired', desired, ...NEW },
      ]);
      const [ledger, other] = first.outcome === 'saved' ? first.versions : [];

      const second = await stores.scheduler.commit('north', [
        ledgerWrite('heat-1', ledger),
        { kind: 'desired', desired: { ...desired, generation: 2 }, ifVersion: other },
      ]);
      const late = await stores.scheduler.commit('north', [ledgerWrite('heat-1', ledger)]);

      expect([second.outcome, late.outcome]).toEqual(['saved', 'conflict']);
      expect((await stores.scheduler.desired('north', 'edge-1'))?.value.generation).toBe(2);
    });

    test('reads all trees of a site and of no other', async () => {
      await stores.orders.create('north', [exampleOrder()]);
      await stores.inventories.save(exampleInventory(), NEW);
      await stores.configs.save(settings('north', 'a'), NEW);
      await stores.configs.save(settings('south', 'a'), NEW);
      await stores.scheduler.commit('north', [
        ledgerWrite('heat-1'),
        { kind: 'desired', desired: nothingDesired('north', 'edge-1'), ...NEW },
        { kind: 'totals', totals: noTotals('north'), ...NEW },
      ]);

      expect(await readKinds('north')).toEqual([
        'config',
        'desired',
        'inventory',
        'ledger',
        'order',
        'totals',
      ]);
      expect(await stores.scheduler.sites()).toEqual(['north']);
    });

    test('leaves orders out that were over before the totals say', async () => {
      const [old, open] = [
        exampleOrder({ orderId: 'old', askedAt: 1 }),
        exampleOrder({ orderId: 'open', askedAt: 1 }),
      ];
      await stores.orders.create('north', [old, open, exampleOrder({ orderId: 'new', askedAt: 20 })]);
      await stores.scheduler.commit('north', [
        { kind: 'ledger', ledger: withdrawn(openLedger(old), 5), ...NEW },
        { kind: 'ledger', ledger: openLedger(open), ...NEW },
        { kind: 'totals', totals: { ...noTotals('north'), settledBefore: 10 }, ...NEW },
      ]);

      const { changes } = await stores.scheduler.load('north');

      const orders = changes.flatMap((change) => (change.kind === 'order' ? [change.order.orderId] : []));
      const ledgers = changes.flatMap((change) => (change.kind === 'ledger' ? [change.ledger.orderId] : []));
      expect({ orders, ledgers }).toEqual({ orders: ['new'], ledgers: ['open'] });
    });

    test('reads what was written after a position, each at its last write, and nothing twice', async () => {
      const { position } = await stores.scheduler.load('north');
      await stores.orders.create('north', [exampleOrder()]);
      await stores.orders.create('south', [exampleOrder({ site: 'south' })]);
      await stores.inventories.save(exampleInventory(), NEW);
      const { version } = present(await stores.inventories.get('north', 'edge-1'), 'the inventory');
      await stores.inventories.save({ ...exampleInventory(), sequence: 2 }, { ifVersion: version });

      const read = present(await stores.scheduler.changes('north', position), 'changes');
      const after = present(await stores.scheduler.changes('north', read.position), 'changes');

      expect(read.changes).toMatchObject([
        { kind: 'order', order: exampleOrder() },
        { kind: 'inventory', inventory: { sequence: 2 } },
      ]);
      expect(after.changes).toEqual([]);
    });
  });
}
