import { describe, expect, test } from 'vitest';
import { selectColumns } from '../../../shared/domain/stability/select-columns.ts';
import { toBytes, toCsv } from '../../support/csv-text.ts';
import { specify } from '../../support/stability-run.ts';

const FILE = toBytes(
  toCsv([['x', 'y', 'z'], ...Array.from({ length: 60 }, (_, index) => [index + 0.5, index % 3, index % 2])]),
);

describe('selectColumns', () => {
  test('gives the specification that a baseline of these columns alone would have', () => {
    const selected = selectColumns(specify(FILE), new Set(['z', 'x']));

    expect(selected.columns.map(({ name }) => name)).toEqual(['x', 'z']);
    expect(selected.expected.columns).toEqual(specify(FILE, { columns: ['x', 'z'] }).expected.columns);
  });

  test('selects in each segment, too', () => {
    const options = { segmentBy: ['z'] };

    const selected = selectColumns(specify(FILE, options), new Set(['y']));

    expect(selected.expected.segments).toEqual(
      specify(FILE, { ...options, columns: ['y'] }).expected.segments,
    );
  });

  test('passes over names that there are not', () => {
    expect(selectColumns(specify(FILE), new Set(['none'])).columns).toEqual([]);
  });
});
