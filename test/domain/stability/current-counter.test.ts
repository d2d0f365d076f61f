import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { createCurrentCounter } from '../../../shared/domain/stability/current-counter.ts';
import { toBytes, toCsv, toCsvColumn } from '../../support/csv-text.ts';
import { count, specify } from '../../support/stability-run.ts';

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
const numeric = specify(toCsvColumn(range(100).map((value) => value + 0.5)));
const categorical = specify(toCsvColumn(['a', 'b', 'b']));

describe('createCurrentCounter', () => {
  test('counts the baseline itself as the baseline was counted', () => {
    const file = toBytes(toCsv([['n', 'c'], ...range(500).map((row) => [row * 0.37, row % 3])]));
    const specification = specify(file);
    const { columns } = count(specification, file);

    expect(columns.map((column) => 'binCounts' in column && column.binCounts)).toEqual(
      specification.columns.map((column) => 'expectedCounts' in column && column.expectedCounts),
    );
  });

  test('tells missing values from invalid ones in a numeric column', () => {
    const counts = count(numeric, toCsvColumn([1, null, 'NA', ' ', 'abc', '0x10', '-']));

    expect(counts).toMatchObject({ rowCount: 7, columns: [{ missingCount: 3, invalidCount: 3 }] });
  });

  test('puts infinite values into the outer bins', () => {
    const counts = count(numeric, toCsvColumn(['-Infinity', 'Infinity', '1e999']));

    expect(counts.columns[0]).toMatchObject({ binCounts: [1, 0, 0, 0, 0, 0, 0, 0, 0, 2] });
  });

  test('takes only an empty field of a categorical column for missing', () => {
    const counts = count(categorical, toCsvColumn(['a', null, 'NA', ' ']));

    expect(counts.columns[0]).toMatchObject({ binCounts: [1, 0], missingCount: 1, unseenCount: 2 });
  });

  test('compares levels exactly', () => {
    expect(count(categorical, toCsvColumn(['A', 'a ', 'b'])).columns[0]).toMatchObject({
      binCounts: [0, 1],
      unseenCount: 2,
    });
  });

  test('lists the ten most frequent unseen levels, the most frequent first', () => {
    const values = range(12).flatMap((level) => new Array<string>(level + 1).fill(`new${level}`));
    const [column] = count(categorical, toCsvColumn(values)).columns;

    expect(column).toMatchObject({ unseenCount: 78 });
    expect(column !== undefined && 'unseenLevels' in column && column.unseenLevels).toEqual(
      range(10).map((rank) => ({ level: `new${11 - rank}`, count: 12 - rank })),
    );
  });

  test('counts all unseen values though there are more levels than it remembers', () => {
    expect(
      count(categorical, toCsvColumn(range(5_000).map((value) => `v${value}`))).columns[0],
    ).toMatchObject({
      unseenCount: 5_000,
    });
  });

  test('finds columns by name, in any order, and lists those that the baseline does not have', () => {
    const specification = specify(toBytes('a,b\nx,p\ny,q\n'));

    expect(count(specification, toBytes('new,b,a\n1,q,x\n'))).toEqual({
      rowCount: 1,
      extraColumns: ['new'],
      columns: [
        {
          name: 'a',
          status: 'counted',
          binCounts: [1, 0],
          missingCount: 0,
          unseenCount: 0,
          invalidCount: 0,
          unseenLevels: [],
        },
        {
          name: 'b',
          status: 'counted',
          binCounts: [0, 1],
          missingCount: 0,
          unseenCount: 0,
          invalidCount: 0,
          unseenLevels: [],
        },
      ],
    });
  });

  test('says which columns are missing or cannot be compared', () => {
    const specification = specify(toBytes('a,b\n,p\n'));

    expect(count(specification, toBytes('a\n1\n')).columns).toEqual([
      { name: 'a', status: 'not-computable' },
      { name: 'b', status: 'missing-column' },
    ]);
  });

  test('finds a level named like a property of every object', () => {
    const specification = specify(toBytes('__proto__\nconstructor\n'));

    expect(
      count(specification, toBytes('__proto__\nconstructor\nhasOwnProperty\n')).columns[0],
    ).toMatchObject({
      binCounts: [1],
      unseenCount: 1,
    });
  });

  test('works from a stored specification as from a fresh one', () => {
    const file = toCsvColumn([3.5, 50, null, 'x']);

    expect(count(structuredClone(numeric), file)).toEqual(count(numeric, file));
  });

  test('refuses a specification of another version of the house convention', () => {
    const later = { ...numeric, convention: { ...numeric.convention, version: 2 } };

    expect(() => createCurrentCounter(later)).toThrow(InvalidInput);
  });

  test('gives the same from chunks cut anywhere', () => {
    const rows = range(60).map((row) => [row / 7, row % 5 === 0 ? null : `é"${row % 4}`]);
    const file = toBytes(toCsv([['n', 'é,t'], ...rows]));
    const specification = specify(file);
    const whole = count(specification, file);
    fc.assert(
      fc.property(fc.array(fc.nat(file.length), { maxLength: 20 }), (cuts) => {
        const counter = createCurrentCounter(specification);
        const positions = [0, ...cuts.sort((a, b) => a - b), file.length];
        positions.slice(1).forEach((end, index) => {
          counter.push(file.slice(positions[index], end));
        });
        expect(counter.finish()).toEqual(whole);
      }),
    );
  });
});
