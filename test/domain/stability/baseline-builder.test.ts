import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { createBaselineBuilder } from '../../../shared/domain/stability/baseline-builder.ts';
import type { ColumnSpecification } from '../../../shared/domain/stability/bin-specification.ts';
import { HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';
import { nextBelow } from '../../../shared/domain/stability/next-below.ts';
import { toBytes, toCsv, toCsvColumn } from '../../support/csv-text.ts';
import { specify } from '../../support/stability-run.ts';

type Values = readonly (string | number | null)[];

function columnOf(values: Values, type?: 'numeric' | 'categorical'): ColumnSpecification {
  const [column] = specify(toCsvColumn(values), type === undefined ? {} : { types: { x: type } }).columns;
  if (column === undefined) throw new Error('A column was expected.');
  return column;
}

const repeat = (values: Values, times: number): Values => Array.from({ length: times }, () => values).flat();
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('createBaselineBuilder', () => {
  test('writes down everything that a comparison needs, as plain JSON', () => {
    const specification = specify(toBytes('score,grade\n1,A\n2,B\n,A\n4,\n'), {
      types: { score: 'numeric' },
    });

    expect(structuredClone(specification)).toEqual({
      convention: HOUSE_CONVENTION,
      rowCount: 4,
      columns: [
        {
          name: 'score',
          type: 'numeric',
          status: 'ok',
          // Three values in ten bins: each holds more than a tenth and has its own bin.
          binEdges: [
            ...[nextBelow(1), 1, 1.2, 1.4, 1.6, 1.8, nextBelow(2), 2],
            ...[2.4, 2.8, 3.2, 3.6, nextBelow(4), 4],
          ],
          expectedCounts: [0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0],
          expectedMissingCount: 1,
          expectedInvalidCount: 0,
          expectedRange: { min: 1, max: 4 },
        },
        {
          name: 'grade',
          type: 'categorical',
          status: 'ok',
          levels: ['A', 'B'],
          expectedCounts: [2, 1],
          expectedMissingCount: 1,
        },
      ],
    });
  });

  test('survives JSON without loss', () => {
    const specification = specify(toCsvColumn([0.1, -0, 1 / 3, 'NaN', null, 'Infinity', 1e300]));
    const parsed: unknown = JSON.parse(JSON.stringify(specification));

    expect(parsed).toEqual(specification);
  });

  test('keeps the file’s order of columns and leaves out those not asked for', () => {
    const specification = specify(toBytes('c,a,b\n1,2,3\n'), { columns: ['b', 'c'] });

    expect(specification.columns.map((column) => column.name)).toEqual(['c', 'b']);
  });

  test('sorts levels, whatever order they come in', () => {
    expect(columnOf(['b', 'a', 'B', 'é', 'a'])).toMatchObject({
      levels: ['B', 'a', 'b', 'é'],
      expectedCounts: [1, 2, 1, 1],
    });
  });

  test('keeps level texts apart that differ in case or blanks only', () => {
    expect(columnOf(['a', 'A', ' a', 'a '])).toMatchObject({ levels: [' a', 'A', 'a', 'a '] });
  });

  test('refuses columns and types that the file does not have, all at once', () => {
    const build = (): unknown =>
      specify(toBytes('a\n1\n'), { columns: ['a', 'b'], types: { 'c/d': 'numeric' } });

    expect(build).toThrow(InvalidInput);
    expect(build).toThrow("there is no column 'b' in the file; there is no column 'c/d' in the file");
  });

  test('refuses an unknown convention at once', () => {
    expect(() => createBaselineBuilder({ convention: { ...HOUSE_CONVENTION, version: 9 } })).toThrow(
      InvalidInput,
    );
  });

  test('refuses a level that is not UTF-8, naming the column', () => {
    expect(() => specify(Uint8Array.of(120, 10, 0xe9, 10))).toThrow(
      "Column 'x' holds text that is not UTF-8.",
    );
  });

  test('gives the same from chunks cut anywhere', () => {
    const rows = range(60).map((row) => [row / 7, row % 3 === 0 ? null : `é"${row % 4}`, row % 2]);
    const file = toBytes(toCsv([['n', 'é,t', 'code'], ...rows]));
    const whole = specify(file);
    fc.assert(
      fc.property(fc.array(fc.nat(file.length), { maxLength: 20 }), (cuts) => {
        const builder = createBaselineBuilder();
        const positions = [0, ...cuts.sort((a, b) => a - b), file.length];
        positions.slice(1).forEach((end, index) => {
          builder.push(file.slice(positions[index], end));
        });
        expect(builder.finish()).toEqual(whole);
      }),
    );
  });
});

describe('type inference', () => {
  test('takes decimal numbers for numeric', () => {
    expect(columnOf([0.5, 1, '1e3', '-Infinity']).type).toBe('numeric');
  });

  test.each(['NaN', 'NA', 'N/A', 'null', 'NULL', 'nan', null, ' '])(
    '%j does not make numbers categorical',
    (word) => {
      expect(columnOf([0.5, word, 1.5])).toMatchObject({
        type: 'numeric',
        status: 'ok',
        expectedMissingCount: 1,
      });
    },
  );

  test('one text makes a column categorical, with the numbers as levels', () => {
    expect(columnOf([1.5, 2.5, 'x'])).toMatchObject({ type: 'categorical', levels: ['1.5', '2.5', 'x'] });
  });

  test('takes 20 whole numbers, 10 times each, for codes', () => {
    expect(columnOf(repeat(range(20), 10)).type).toBe('categorical');
  });

  test('takes 21 whole numbers for measurements', () => {
    expect(columnOf(repeat(range(21), 10)).type).toBe('numeric');
  });

  test('takes 20 whole numbers for measurements when they come less than 10 times on average', () => {
    expect(columnOf([...repeat(range(20), 9), ...range(19)]).type).toBe('numeric');
  });

  test('takes whole numbers with a fraction for measurements', () => {
    expect(columnOf(repeat(['1.0', '2.0'], 50)).type).toBe('numeric');
  });

  test('leaves missing values out of the average', () => {
    expect(columnOf([...repeat([1, 2], 9), ...repeat([null, 'NA'], 10)]).type).toBe('numeric');
  });

  test('a declared type wins', () => {
    expect(columnOf(repeat([0, 1], 50), 'numeric').type).toBe('numeric');
    expect(columnOf([0.5, 1.5], 'categorical')).toMatchObject({
      type: 'categorical',
      levels: ['0.5', '1.5'],
    });
  });

  test('counts text in a declared numeric column as invalid', () => {
    expect(columnOf([1, 2, 'x'], 'numeric')).toMatchObject({ status: 'ok', expectedInvalidCount: 1 });
  });
});

describe('columns without bins', () => {
  test.each([[[null, null]], [['NA', null, 'NaN']], [[]]])('a baseline of %j has no values', (values) => {
    expect(columnOf(values)).toEqual({
      name: 'x',
      type: 'numeric',
      status: 'not-computable',
      reason: 'The baseline has no values.',
    });
  });

  test('a declared categorical column of empty fields has no values', () => {
    expect(columnOf([null], 'categorical')).toMatchObject({ reason: 'The baseline has no values.' });
  });

  test('1,000 levels are binned', () => {
    expect(columnOf(range(1_000).map((level) => `l${level}`)).status).toBe('ok');
  });

  test('1,001 levels are too many', () => {
    expect(columnOf(range(1_001).map((level) => `l${level}`))).toMatchObject({
      type: 'categorical',
      status: 'not-computable',
      reason: 'The baseline has more than 1000 distinct levels.',
    });
  });

  test('a text behind many numbers leaves too many levels', () => {
    expect(columnOf([...range(1_000).map((value) => value + 0.5), 'x'])).toMatchObject({
      type: 'categorical',
      status: 'not-computable',
    });
  });

  test('a declared numeric column that is mostly text is not computable', () => {
    expect(columnOf([1, 'x', 'y'], 'numeric')).toMatchObject({
      status: 'not-computable',
      reason: 'More than half of the baseline values are no numbers.',
    });
  });
});
