import { describe, expect, test } from 'vitest';
import type { BackfillView } from '../../../../../shared/contracts/http/backfill-view.ts';
import { backfillProgress, previewWords } from '../../../../../web/jobs/detail/backfills/backfill-words.ts';

const BACKFILL: BackfillView = {
  ...{ backfillId: 'b', jobId: 'j', state: 'running', maxConcurrent: 2 },
  ...{ from: '2026-11-01T00:00:00.000Z', until: '2026-11-02T00:00:00.000Z' },
  ...{ slotCount: 10, runCount: 4, alreadyRunCount: 2, requested: { author: 'ada', reason: 'r' } },
  ...{ createdAt: '2026-11-03T00:00:00.000Z', updatedAt: '2026-11-03T00:00:00.000Z' },
};

describe('backfillProgress', () => {
  test('counts no run that has not ended', () => {
    const { done, fraction } = backfillProgress({ ...BACKFILL, runs: { running: 1, pending: 1, failed: 2 } });

    expect([done, fraction]).toEqual([4, 0.4]);
  });

  test('is at its end where there is nothing to do', () => {
    expect(backfillProgress({ ...BACKFILL, slotCount: 0, runCount: 0, alreadyRunCount: 0 }).fraction).toBe(1);
  });
});

describe('previewWords', () => {
  test('says what is there already, how many run, and about how long that takes', () => {
    const found = { slotCount: 10, alreadyRunCount: 1, toRunCount: 9 };

    expect(previewWords(found, { maxConcurrent: 2, medianMs: 60_000 })).toEqual([
      'One slot of the range had a run before; nothing changes there.',
      '9 slots will run, at most 2 at once.',
      'It takes about 5 min, if runs take 1 min.',
    ]);
  });

  test('offers nothing where every slot has a run', () => {
    const found = { slotCount: 3, alreadyRunCount: 3, toRunCount: 0 };

    expect(previewWords(found, { maxConcurrent: 2, medianMs: undefined }).at(-1)).toBe(
      'There is nothing left to run.',
    );
  });
});
