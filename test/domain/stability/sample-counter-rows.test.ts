import { describe, expect, test } from 'vitest';
import {
  binsOf,
  categoricalBins,
  countCsv,
  countDecoded,
  countTable,
  numericBins,
  onlyColumn,
} from '../../support/counted-sample.ts';
import { toBytes } from '../../support/csv-text.ts';

const numeric = numericBins('x', [10], { expectedRange: { min: 0, max: 15 }, specialCodes: [-9] });
const T0 = Date.parse('2025-03-01T00:00:00Z');
const HOUR = 3_600_000;

describe('weights', () => {
  const weighted = binsOf([numeric], { weightColumn: 'w' });

  test('are what counts are sums of', () => {
    const counts = countTable(weighted, [
      ['x', 'w'],
      [5, 2],
      [20, 0.5],
      [-9, 3],
      [null, 4],
      ['abc', 1],
    ]);

    expect(counts).toMatchObject({ rowCount: 5, weights: { sum: 10.5, sumOfSquares: 30.25 } });
    expect(onlyColumn(counts)).toMatchObject({
      binCounts: [2, 0.5],
      specialCounts: [3],
      missingCount: 4,
      invalidCount: 1,
      outOfRangeCount: 0.5,
      moments: { count: 2.5, mean: 8, squaredDeviations: 90 },
    });
  });

  test('weigh the levels without a bin', () => {
    const bins = binsOf([categoricalBins('x', ['a'])], { weightColumn: 'w' });
    const counts = countTable(bins, [
      ['x', 'w'],
      ['b', 1],
      ['c', 2.5],
      ['a', 4],
      ['d', 0],
    ]);

    expect(onlyColumn(counts)).toMatchObject({
      binCounts: [4],
      otherCount: 3.5,
      otherLevels: [
        { level: 'c', count: 2.5 },
        { level: 'b', count: 1 },
      ],
    });
  });

  test('leave a row out where there is none, or none that can be read, and count it', () => {
    const rows = [null, 'NA', 'x', -1, 'Infinity', 1, 0, '-0'].map((weight) => [5, weight]);
    const counts = countTable(weighted, [['x', 'w'], ...rows]);

    expect(counts).toMatchObject({ rowCount: 3, leftOut: { withoutWeight: 5 }, weights: { sum: 1 } });
  });
});

describe('segments', () => {
  const bySegment = binsOf([numeric], { segmentBy: ['country', 'channel'] });

  test('are counted besides the whole, in the order of their keys', () => {
    const counts = countTable(bySegment, [
      ['channel', 'x', 'country'],
      ['web', 5, 'SE'],
      ['app', 20, 'SE'],
      ['web', 30, 'DE'],
      ['web', null, 'SE'],
      [null, 'abc', 'SE'],
    ]);

    expect(onlyColumn(counts)).toMatchObject({ binCounts: [1, 2], missingCount: 1, invalidCount: 1 });
    expect(
      counts.segments?.map((segment) => [segment.key, segment.rowCount, onlyColumn(segment).binCounts]),
    ).toEqual([
      [['DE', 'web'], 1, [0, 1]],
      [['SE', ''], 1, [0, 0]],
      [['SE', 'app'], 1, [0, 1]],
      [['SE', 'web'], 2, [1, 0]],
    ]);
    expect(counts).not.toHaveProperty('leftOut');
  });

  test('are not mistaken for one another where texts run together', () => {
    const counts = countTable(bySegment, [
      ['country', 'channel', 'x'],
      ['ab', 'c', 1],
      ['a', 'bc', 1],
    ]);

    expect(counts.segments?.map(({ key }) => key)).toEqual([
      ['a', 'bc'],
      ['ab', 'c'],
    ]);
  });

  test('have weights of their own', () => {
    const counts = countTable({ ...bySegment, segmentBy: ['s'], weightColumn: 'w' }, [
      ['s', 'w', 'x'],
      ['a', 2, 1],
      ['b', 3, 1],
      ['a', 4, 20],
    ]);

    expect(counts.segments).toMatchObject([
      { key: ['a'], rowCount: 2, weights: { sum: 6, sumOfSquares: 20 }, columns: [{ binCounts: [2, 4] }] },
      { key: ['b'], rowCount: 1, weights: { sum: 3, sumOfSquares: 9 }, columns: [{ binCounts: [3, 0] }] },
    ]);
  });

  test('list their own levels without a bin', () => {
    const bins = binsOf([categoricalBins('x', ['a'])], { segmentBy: ['s'] });
    const counts = countTable(bins, [
      ['s', 'x'],
      [1, 'b'],
      [2, 'c'],
      [2, 'b'],
      [2, 'c'],
      [2, 'a'],
    ]);

    expect(counts.segments?.map((segment) => onlyColumn(segment).otherLevels)).toEqual([
      [{ level: 'b', count: 1 }],
      [
        { level: 'c', count: 2 },
        { level: 'b', count: 1 },
      ],
    ]);
  });

  test('beyond the first 1,000 are counted in the whole alone', () => {
    const rows = Array.from({ length: 1_010 }, (_, row) => [row, 5]);
    const counts = countTable({ ...bySegment, segmentBy: ['s'] }, [['s', 'x'], ...rows, [0, 5]]);

    expect(counts.segments).toHaveLength(1_000);
    expect(counts).toMatchObject({ rowCount: 1_011, leftOut: { beyondSegmentLimit: 10 } });
    expect(onlyColumn(counts).binCounts).toEqual([1_011, 0]);
  });

  test('may have long names', () => {
    const long = 'é'.repeat(2_000);
    const counts = countTable(bySegment, [
      ['country', 'channel', 'x'],
      ['SE', long, 1],
      [long, 'web', 1],
    ]);

    expect(counts.segments?.map(({ key }) => key)).toEqual([
      ['SE', long],
      [long, 'web'],
    ]);
  });

  test('cannot be named by what is no UTF-8', () => {
    const bytes = Uint8Array.of(...toBytes('s,x\na'), 0xff, ...toBytes(',1\n'));

    expect(() => countCsv({ ...bySegment, segmentBy: ['s'] }, [bytes])).toThrow(
      "Column 's' holds text that is not UTF-8.",
    );
  });

  test('are none where no row is', () => {
    expect(countTable(bySegment, [['country', 'channel', 'x']]).segments).toEqual([]);
  });
});

describe('the window', () => {
  const bins = binsOf([numeric]);
  const window = { column: 't', from: T0, to: T0 + HOUR };

  test('holds its start and not its end', () => {
    const counts = countTable(
      bins,
      [
        ['t', 'x'],
        ['2025-02-28T23:59:59.999Z', 5],
        ['2025-03-01', 5],
        ['2025-03-01T01:30+01:00', 5],
        ['2025-03-01 00:59:59.9999', 20],
        ['2025-03-01T01:00:00Z', 5],
      ],
      { window },
    );

    expect(counts).toMatchObject({ rowCount: 3, leftOut: { outsideWindow: 2 } });
    expect(onlyColumn(counts).binCounts).toEqual([2, 1]);
    expect(counts.extraColumns).toEqual([]);
  });

  test('leaves a row out whose time cannot be read, and counts it', () => {
    const counts = countTable(
      bins,
      [
        ['t', 'x'],
        [null, 5],
        ['yesterday', 5],
        [T0, 5],
      ],
      { window },
    );

    expect(counts).toMatchObject({ rowCount: 1, leftOut: { withoutTime: 2 } });
  });

  test.each([
    ['milliseconds', [T0, T0 + HOUR, NaN]],
    ['seconds', [T0 / 1000 + 0.5, T0 / 1000 - 1, NaN]],
    ['texts', ['2025-03-01T00:10:00Z', '2025-03-01T02:00:00Z', null]],
  ])('is found in decoded %s', (_, times) => {
    const counts = countDecoded(bins, [['t', 'x'], ...times.map((time) => [time, 5])], { window });

    expect(counts).toMatchObject({ rowCount: 1, leftOut: { outsideWindow: 1, withoutTime: 1 } });
  });

  test('comes before the weights: a row outside of it is no fault of theirs', () => {
    const counts = countTable(
      { ...bins, weightColumn: 'w', segmentBy: ['s'] },
      [
        ['t', 'x', 'w', 's'],
        ['2025-03-02', 5, 'x', 'b'],
        ['2025-03-01', 5, 'x', 'b'],
        ['2025-03-01', 5, 2, 'a'],
      ],
      { window },
    );

    expect(counts).toMatchObject({ rowCount: 1, leftOut: { outsideWindow: 1, withoutWeight: 1 } });
    expect(counts.segments?.map(({ key }) => key)).toEqual([['a']]);
  });
});

test('a column of epoch seconds may hold times and be counted too', () => {
  const bins = binsOf([numericBins('t', [T0 / 1000])]);
  const window = { column: 't', from: T0, to: T0 + HOUR };
  const rows = [[T0 / 1000], [T0 / 1000 + 1], ['2025-03-01T00:30Z'], [T0 / 1000 + 3600]];
  const counts = countTable(bins, [['t'], ...rows], { window });

  expect(onlyColumn(counts)).toMatchObject({ binCounts: [1, 1], invalidCount: 1 });
});
