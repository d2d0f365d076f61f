import { describe, expect, test } from 'vitest';
import { HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';
import { compareSamples } from '../../../shared/domain/stability/measure-stability.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/domain/stability/stability-band.ts';
import { rankMoves, toBinSeries } from '../../../shared/domain/stability/what-moved.ts';
import { present } from '../../support/present.ts';
import { binsOf, categoricalBins, numericBins } from '../../support/counted-sample.ts';
import { counted, sample } from '../../support/sample-counts.ts';

const bins = binsOf([
  numericBins('calm', [1]),
  numericBins('moved', [1, 2]),
  numericBins('gone', [1]),
  categoricalBins('city', ['bern', 'rome', 'wien']),
  numericBins('also calm', [1]),
  numericBins('calm too', [1]),
]);
const reference = sample([
  counted('calm', [50, 50]),
  counted('moved', [50, 25, 25]),
  counted('gone', [50, 50]),
  counted('city', [50, 30, 20]),
  counted('also calm', [50, 50]),
  counted('calm too', [50, 50]),
]);
const actual = sample([
  counted('calm', [50, 50]),
  counted('moved', [25, 25, 50]),
  { name: 'gone', status: 'missing-column' },
  counted('city', [60, 0, 0], {
    ...{ missingCount: 10, otherCount: 30 },
    otherLevels: [
      { level: 'oslo', count: 20 },
      { level: 'paris', count: 10 },
    ],
  }),
  counted('also calm', [50, 50]),
  counted('calm too', [50, 50]),
]);
const moves = rankMoves(compareSamples(bins, { reference, actual }, DEFAULT_THRESHOLDS));
const move = (name: string) => present(moves.find((column) => column.name === name));

describe('rankMoves', () => {
  test('puts what moved most first, ties by name, and leaves out what has no index', () => {
    expect(moves.map(({ name }) => name)).toEqual(['city', 'moved', 'also calm', 'calm', 'calm too']);
  });

  test('says which columns have an alarm', () => {
    expect(moves.map(({ alarm }) => alarm)).toEqual([true, true, false, false, false]);
  });

  test('names the bins that contribute, most first, with their direction and their part of the index', () => {
    const { bins: moved, psi } = move('moved');

    expect(moved.map(({ label, direction, difference }) => [label, direction, difference])).toEqual([
      ['(-inf,1]', 'less', -0.25],
      ['(2,inf)', 'more', 0.25],
    ]);
    expect(moved.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 14);
    expect(moved.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(psi, 14);
  });

  test('names no bins where nothing moved', () => {
    expect(move('calm').bins).toEqual([]);
  });

  test('names levels that came and levels that went, the most frequent first', () => {
    expect(move('city')).toMatchObject({
      newLevels: [
        { level: 'oslo', count: 20 },
        { level: 'paris', count: 10 },
      ],
      vanishedLevels: [
        { level: 'rome', count: 30 },
        { level: 'wien', count: 20 },
      ],
    });
  });

  test('names no levels of a numeric column, empty though a bin may be', () => {
    const one = binsOf([numericBins('x', [1])]);
    const [column] = rankMoves(
      compareSamples(
        one,
        { reference: sample([counted('x', [50, 0])]), actual: sample([counted('x', [0, 50])]) },
        DEFAULT_THRESHOLDS,
      ),
    );

    expect(column).toMatchObject({ newLevels: [], vanishedLevels: [] });
  });

  test('names a level of the baseline that an earlier window did not have', () => {
    const one = binsOf([categoricalBins('c', ['a', 'b'])]);
    const [column] = rankMoves(
      compareSamples(
        one,
        { reference: sample([counted('c', [50, 0])]), actual: sample([counted('c', [30, 20])]) },
        DEFAULT_THRESHOLDS,
      ),
    );

    expect(column?.newLevels).toEqual([{ level: 'b', count: 20 }]);
  });

  test('names a new level once where it has a bin too, and ten at most', () => {
    const convention = { ...HOUSE_CONVENTION, name: 'own', unseen: 'own-bins' } as const;
    const otherLevels = Array.from({ length: 12 }, (_, index) => ({ level: `n${index}`, count: 12 - index }));
    const one = binsOf([categoricalBins('c', ['a'])], { convention });
    const current = sample([counted('c', [50], { otherCount: 78, otherLevels })]);
    const [column] = rankMoves(
      compareSamples(one, { reference: sample([counted('c', [50])]), actual: current }, DEFAULT_THRESHOLDS),
    );

    expect(column?.newLevels).toEqual(otherLevels.slice(0, 10));
  });

  test('orders levels of the same frequency by name', () => {
    const one = binsOf([categoricalBins('c', ['a', 'y', 'x', 'z'])]);
    const [column] = rankMoves(
      compareSamples(
        one,
        { reference: sample([counted('c', [50, 5, 5, 5])]), actual: sample([counted('c', [50, 0, 0, 0])]) },
        DEFAULT_THRESHOLDS,
      ),
    );

    expect(column?.vanishedLevels.map(({ level }) => level)).toEqual(['x', 'y', 'z']);
  });

  test('has no alarm to report of results that are older than the alarm', () => {
    const column = {
      name: 'x',
      type: 'numeric',
      status: 'ok',
      psi: 0.3,
      band: 'significant-shift',
      bins: [],
    } as const;

    expect(rankMoves({ currentRowCount: 1, columns: [column] })).toMatchObject([{ name: 'x', alarm: false }]);
  });
});

describe('toBinSeries', () => {
  test('gives the bins as lists for a chart, in the order of the axis', () => {
    const { series } = move('moved');

    expect(series).toMatchObject({
      labels: ['(-inf,1]', '(1,2]', '(2,inf)', '__MISSING__'],
      expectedProportion: [0.5, 0.25, 0.25, 0],
      actualProportion: [0.25, 0.25, 0.5, 0],
    });
    expect(series.contribution).toHaveLength(4);
  });

  test('is empty without bins', () => {
    expect(toBinSeries([])).toEqual({
      ...{ labels: [], expectedProportion: [], actualProportion: [], contribution: [] },
    });
  });
});
