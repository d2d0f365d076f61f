import { expect, test } from 'vitest';
import { storageAccount } from '../support/storage-account.ts';
import { measureFlood } from './measure-flood.ts';

const FLOOD = 1000;

/** Sound on a machine that is busy with other things: an order, no times. */
test("starts a value stream's runs before half of another's flood, due before them, has started", async () => {
  const figures = await measureFlood({
    ...{ runs: FLOOD, until: 'others-claimed' },
    storage: await storageAccount(),
  });

  expect(figures.floodStartedBefore).toBeLessThan(FLOOD / 2);
}, 90_000);
