import { expect, test } from 'vitest';
import { storageAccount } from '../support/storage-account.ts';
import { troubleCollections } from './trouble-collections.ts';

/** With hosts that stand still for longer than a lease, and more slots: `node test/collections/main.ts`. */
test(
  'collections never overlap and leave no slot without a report or a reason, whatever happens to their hosts',
  { timeout: 600_000 },
  async () => {
    const result = await troubleCollections({
      ...{ hosts: 2, resources: 2, jobsPerResource: 2, everySeconds: 2, slotsPerJob: 5, seed: 3 },
      ...{ timeoutSeconds: 16, abandonSeconds: 4, makeMs: 100, loadPeriodMs: 1_000 },
      ...{ hostPauseMs: 1_500, stopMs: [300, 2_000], lostHubShare: 0, lostAnswers: 1, breakPauseMs: 1_500 },
      ...{ messageLockMs: 4_000, settleMs: 300_000, isRecoveryHastened: true },
      storage: await storageAccount(),
    });

    expect(result.faults).toEqual([]);
    expect(result.worstOverlapOfAResource).toBe(1);
    expect(result.slots).toBe(20);
    expect(result.reports).toBeGreaterThan(0);
    expect(result.kills + result.stops).toBeGreaterThan(0);
  },
);
