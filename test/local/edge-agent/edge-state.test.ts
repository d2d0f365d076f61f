import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  giveBack,
  isBusy,
  isDone,
  nextDoneAt,
  newEdgeState,
  obey,
  spend,
  type EdgeState,
} from '../../../local/edge-agent/edge-state.ts';

const AT = Date.parse('2026-03-01T06:00:00Z');

function having(...sizes: readonly number[]): EdgeState {
  return obey(
    newEdgeState(AT),
    sizes.map((wattSeconds, index) => ({ chunkId: `o~${index}`, wattSeconds })),
  );
}

function spent({ chunks }: EdgeState): number[] {
  return chunks.map((chunk) => chunk.spent);
}

/** A second later, with so many watt-seconds. */
function after(state: EdgeState, power: number, capacity = 1): EdgeState {
  return spend(state, { power, capacity, until: state.spentUntil + 1000 });
}

describe('obey', () => {
  test('takes on what it is to have, with nothing spent', () => {
    expect(having(100).chunks).toEqual([{ chunkId: 'o~0', wattSeconds: 100, spent: 0, isGivenBack: false }]);
  });

  test('goes on with what it has', () => {
    const state = after(having(100), 30);

    expect(obey(state, [{ chunkId: 'o~0', wattSeconds: 100 }])).toBe(state);
  });

  test('drops what it is not to have any more, and keeps the sum', () => {
    const state = obey(after(having(100), 30), [{ chunkId: 'o~1', wattSeconds: 50 }]);

    expect(state.chunks).toEqual([{ chunkId: 'o~1', wattSeconds: 50, spent: 0, isGivenBack: false }]);
    expect(state.spentInAll).toBe(30);
  });
});

describe('obey and what is known of a chunk', () => {
  const known = { spent: 40, isGivenBack: false };

  test('goes on from there when the edge has forgotten it', () => {
    const state = obey(newEdgeState(AT), [{ chunkId: 'o~0', wattSeconds: 100, known }]);

    expect(spent(after(state, 10))).toEqual([50]);
  });

  test('goes by the edge where that knows more', () => {
    const state = after(having(100), 60);

    expect(obey(state, [{ chunkId: 'o~0', wattSeconds: 100, known }])).toBe(state);
  });
});

describe('giveBack', () => {
  test('ends work on what is not done, and leaves what is', () => {
    const state = giveBack(after(having(50, 100), 60));

    expect(state.chunks.map(({ isGivenBack }) => isGivenBack)).toEqual([false, true]);
    expect(isBusy(state)).toBe(false);
    expect(spent(after(state, 60))).toEqual([50, 10]);
  });
});

describe('spend', () => {
  test('spends on the oldest first', () => {
    expect(spent(after(having(100, 100), 60))).toEqual([60, 0]);
  });

  test('goes on to the next with what is over', () => {
    expect(spent(after(having(100, 100), 130))).toEqual([100, 30]);
  });

  test('shares power evenly by as many as it works on at the same time', () => {
    expect(spent(after(having(100, 100, 100), 60, 2))).toEqual([30, 30, 0]);
  });

  test('gives the others what one does not need', () => {
    expect(spent(after(having(10, 100, 100), 60, 2))).toEqual([10, 40, 10]);
  });

  test('loses power that nothing needs', () => {
    const state = after(having(10), 60);

    expect(spent(state)).toEqual([10]);
    expect(state.spentInAll).toBe(10);
  });

  test('spends nothing twice for the same time', () => {
    const state = after(having(100), 30);

    expect(spend(state, { power: 30, capacity: 1, until: state.spentUntil })).toBe(state);
  });

  test('ends a chunk for good, whatever the parts that it was spent in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.double({ min: 0.01, max: 90, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        (sizes, powers, capacity) => {
          const states = powers.reduce<EdgeState[]>(
            (all, power) => [...all, after(all.at(-1) ?? having(...sizes), power, capacity)],
            [],
          );
          const last = states.at(-1) ?? having(...sizes);
          const there = sizes.reduce((sum, size) => sum + size, 0);
          const given = powers.reduce((sum, power) => sum + power, 0);

          expect(last.spentInAll).toBeCloseTo(Math.min(there, given), 3);
          expect(last.chunks.every((chunk) => chunk.spent <= chunk.wattSeconds)).toBe(true);
          expect(isBusy(last)).toBe(given + 1e-3 < there || !last.chunks.every(isDone));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('nextDoneAt', () => {
  test('is what is left by the power there is', () => {
    expect(nextDoneAt(after(having(100), 50), { watts: 200, capacity: 1 })).toBe(AT + 1_250);
  });

  test('counts the power that others get', () => {
    expect(nextDoneAt(having(100, 40), { watts: 20, capacity: 2 })).toBe(AT + 4_000);
  });

  test('is unknown without work and without power', () => {
    expect(nextDoneAt(having(), { watts: 10, capacity: 1 })).toBeUndefined();
    expect(nextDoneAt(having(10), { watts: 0, capacity: 1 })).toBeUndefined();
  });
});
