import { expect, test } from 'vitest';
import { storageAccount } from '../support/storage-account.ts';
import { measureFlood } from './measure-flood.ts';

const FLOOD = 1000;

/*
 * An order and no times, so that no machine is too fast for it, nor too slow: the others are due when the flood is,
 * but for the milliseconds that put them behind it in any one queue. There they would be the last.
 */
test("starts a value stream's runs before half of another's flood, due before them, has started", async () => {
  const { floodStartedBefore } = await measureFlood({
    ...{ runs: FLOOD, apartMs: 1, until: 'others-claimed' },
    storage: await storageAccount(),
  });

  expect(Math.max(...floodStartedBefore)).toBeLessThan(FLOOD / 2);
}, 600_000);
