import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { compareKeys, pairSegments } from '../../../shared/domain/stability/pair-segments.ts';
import { sample } from '../../support/sample-counts.ts';

const segment = (...key: readonly string[]) => ({ key, rowCount: 1, columns: [] });
const segmented = (...segments: readonly ReturnType<typeof segment>[]) => sample([], { segments });

describe('pairSegments', () => {
  test('names the columns and puts the segments of either sample in order', () => {
    const pairs = pairSegments(
      ['region', 'product'],
      segmented(segment('north', 'b'), segment('north', 'a'), segment('', 'a')),
      segmented(segment('south', 'a'), segment('north', 'a')),
    );

    expect(
      pairs.map(({ segment: values, reference, current }) => [
        values,
        reference !== undefined,
        current !== undefined,
      ]),
    ).toEqual([
      [{ region: '', product: 'a' }, true, false],
      [{ region: 'north', product: 'a' }, true, true],
      [{ region: 'north', product: 'b' }, true, false],
      [{ region: 'south', product: 'a' }, false, true],
    ]);
  });

  test('does not take two keys for one where their texts run together', () => {
    expect(
      pairSegments(['a', 'b'], segmented(segment('x', 'yz')), segmented(segment('xy', 'z'))),
    ).toHaveLength(2);
  });

  test('has none where neither sample has any', () => {
    expect(pairSegments(['a'], sample([]), sample([]))).toEqual([]);
  });

  test('refuses segments of other columns', () => {
    expect(() => pairSegments(['a', 'b'], segmented(segment('x')), sample([]))).toThrow(InvalidInput);
    expect(() => pairSegments(['a', 'b'], segmented(segment('x')), sample([]))).toThrow(
      'The segments have 1 columns, not 2.',
    );
  });
});

describe('compareKeys', () => {
  test('goes column by column in code unit order', () => {
    const keys = [
      ['b', 'a'],
      ['a', 'b'],
      ['a', 'B'],
      ['a', ''],
    ];

    expect(keys.toSorted(compareKeys)).toEqual([
      ['a', ''],
      ['a', 'B'],
      ['a', 'b'],
      ['b', 'a'],
    ]);
    expect(compareKeys(['a'], ['a'])).toBe(0);
  });
});
