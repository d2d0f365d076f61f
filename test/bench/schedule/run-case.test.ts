import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { precisionAnswer } from '../../../bench/schedule/precision-case.ts';
import { runCase } from '../../../bench/schedule/run-case.ts';
import { PATIENCE_MS } from '../../support/patience.ts';

describe('runCase', () => {
  test('starts each run of a few jobs on the whole local stack in a process of its own', async () => {
    const input = { jobs: 3, spacingMs: 50, leadMs: 1500 };

    const { latenessMs } = await runCase({ name: 'precision', input }, precisionAnswer, PATIENCE_MS);

    expect(latenessMs).toHaveLength(3);
    expect(latenessMs.filter((ms) => ms < 0)).toEqual([]);
  });

  test('tells what a case failed with', async () => {
    await expect(runCase({ name: 'no-such-case', input: {} }, z.unknown(), PATIENCE_MS)).rejects.toThrow(
      "There is no case 'no-such-case'.",
    );
  });

  test('ends a case that takes too long', async () => {
    await expect(runCase({ name: 'no-such-case', input: {} }, z.unknown(), 1)).rejects.toThrow('SIGKILL');
  });
});
