import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MassPiece } from '../../../shared/domain/stability/measure-transport.ts';
import { type GriddedSample, spreadMass } from '../../../shared/domain/stability/spread-mass.ts';

const BY_TENS: GriddedSample = {
  ...{ edges: [10, 20], counts: [1, 2, 1], mean: 15 },
  ...{ range: { min: 0, max: 30 }, usualRange: undefined },
};

function meanOf(pieces: readonly MassPiece[]): number {
  return pieces.reduce((sum, { from, to, mass }) => sum + mass * ((from + to) / 2), 0);
}

describe('spreadMass', () => {
  test('spreads the values of each interval evenly where their middles have the mean', () => {
    expect(spreadMass(BY_TENS)).toEqual({
      pieces: [
        { from: 0, to: 10, mass: 0.25 },
        { from: 10, to: 20, mass: 0.5 },
        { from: 20, to: 30, mass: 0.25 },
      ],
      within: 5,
    });
  });

  // The middles' mean is 265; 245 of it have to go, in proportion to (count · length)².
  test('draws in a long tail, and leaves short intervals almost as they are', () => {
    const { pieces, within } = spreadMass({
      ...BY_TENS,
      ...{ counts: [1, 1, 2], range: { min: 0, max: 1020 }, mean: 20 },
    });
    const [first, , tail] = pieces;

    expect(meanOf(pieces)).toBeCloseTo(20, 10);
    expect((first?.from ?? NaN) + (first?.to ?? NaN)).toBeCloseTo(10, 0);
    expect(tail?.from).toBeCloseTo(20, 10);
    expect(tail?.to).toBeLessThan(41);
    // Its mass may still lie at the far end.
    expect(within).toBeGreaterThan(490);
  });

  test('moves whole numbers to the edges that they lie on', () => {
    const { pieces } = spreadMass({
      ...{ edges: [0, 1, 2, 3], counts: [0, 5, 5, 5, 0], mean: 2 },
      ...{ range: { min: 1, max: 3 }, usualRange: undefined },
    });

    expect(pieces.filter(({ mass }) => mass > 0)).toEqual([
      { from: 1, to: 1, mass: 1 / 3 },
      { from: 2, to: 2, mass: 1 / 3 },
      { from: 3, to: 3, mass: 1 / 3 },
    ]);
  });

  test('takes the usual range where its own is not known, and goes beyond where the mean does', () => {
    const unknown = { ...BY_TENS, range: undefined, usualRange: { min: 0, max: 30 } };

    expect(spreadMass(unknown)).toEqual({ ...spreadMass(BY_TENS), within: null });
    expect(spreadMass({ ...unknown, mean: 500 }).pieces[2]?.to).toBeGreaterThan(600);
  });

  test('takes outer intervals for as long as the others where nothing is known of them', () => {
    const { pieces } = spreadMass({ ...BY_TENS, range: undefined });

    expect(pieces.map(({ from, to }) => [from, to])).toEqual([
      [5, 10],
      [10, 20],
      [20, 25],
    ]);
  });

  test('has nothing to move where every interval is a point', () => {
    const { pieces } = spreadMass({
      ...{ edges: [1], counts: [1, 1], mean: 9 },
      ...{ range: { min: 1, max: 1 }, usualRange: undefined },
    });

    expect(pieces).toEqual([
      { from: 1, to: 1, mass: 0.5 },
      { from: 1, to: 1, mass: 0.5 },
    ]);
  });

  test('keeps to the range, and has the mean unless the range forbids it', () => {
    const counts = fc
      .array(fc.nat(50), { minLength: 4, maxLength: 4 })
      .filter((all) => all.some((n) => n > 0));
    fc.assert(
      fc.property(counts, fc.integer({ min: -5, max: 105 }), (of, mean) => {
        const range = { min: -5, max: 105 };
        const { pieces } = spreadMass({
          edges: [0, 10, 100],
          counts: of,
          mean,
          range,
          usualRange: undefined,
        });
        const isWithin = pieces.every(({ from, to }) => from >= -5 - 1e-9 && to <= 105 + 1e-9 && from <= to);
        const isAtAnEdge = pieces.some(({ from, to, mass }) => mass > 0 && to - from < 1e-9);
        return isWithin && (isAtAnEdge || Math.abs(meanOf(pieces) - mean) <= 1e-9);
      }),
    );
  });
});
