import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../../shared/domain/errors.ts';
import { valueCount } from '../../../../shared/domain/stability/compat/column-sample.ts';
import { limitSample } from '../../../../shared/domain/stability/compat/limit-sample.ts';
import { SampleCollector } from '../../../../shared/domain/stability/compat/sample-collector.ts';
import { collectCsv } from '../../../support/compat-samples.ts';
import { toBytes, toCsv } from '../../../support/csv-text.ts';
import { readCsv, readDecoded } from '../../../support/derive-bins.ts';

const FILE = toBytes(
  toCsv([
    ['n', 'c', 'other'],
    [3, 'b', 1],
    ['NA', null, 1],
    [1, 'a', 1],
    ['text', 'b', 1],
    [-0, 'NA', 1],
    [null, 'a', 1],
  ]),
);

describe('SampleCollector', () => {
  test('holds numbers ascending, with missing values and texts apart', () => {
    const column = collectCsv(FILE, { n: 'numeric' })('n');

    expect(column).toEqual({
      status: 'collected',
      invalidCount: 1,
      sample: { type: 'numeric', values: Float64Array.of(-0, 1, 3), missingCount: 3 },
    });
  });

  test('counts levels; only an empty field is missing', () => {
    const column = collectCsv(FILE, { c: 'categorical' })('c');
    const counts = new Map([
      ['b', 2],
      ['a', 2],
      ['NA', 1],
    ]);

    expect(column).toEqual({
      status: 'collected',
      invalidCount: 0,
      sample: { type: 'categorical', counts, missingCount: 1 },
    });
  });

  test('counts levels that are no UTF-8 as what people see of them', () => {
    const file = Uint8Array.of(...toBytes('c\n'), 0xff, 10, 0xfe, 10);
    const column = collectCsv(file, { c: 'categorical' })('c');

    expect(column).toMatchObject({ sample: { counts: new Map([['\uFFFD', 2]]) } });
  });

  test('says which columns the sample lacks', () => {
    expect(collectCsv(FILE, { n: 'numeric', x: 'numeric' })('x')).toEqual({ status: 'missing-column' });
  });

  test('gives up a column of too many levels', () => {
    expect(collectCsv(FILE, { c: 'categorical' }, 2)('c')).toEqual({ status: 'too-many-levels' });
  });

  test('holds the same of decoded columns', () => {
    const collector = new SampleCollector(
      new Map([
        ['n', 'numeric'],
        ['c', 'categorical'],
      ]),
      10,
    );
    readDecoded({ n: [3, null, 1, 2], c: ['b', null, 'a', 'b'] }, collector);
    const column = collector.finish();

    expect(column('n')).toMatchObject({ sample: { values: Float64Array.of(1, 2, 3), missingCount: 1 } });
    expect(column('c')).toMatchObject({ sample: { missingCount: 1 } });
  });
});

describe('limitSample', () => {
  const types = new Map([
    ['n', 'numeric'],
    ['c', 'categorical'],
  ] as const);
  const wide = { columns: 2, rows: 6, values: 12 };

  function readWith(limits: typeof wide): number {
    const collector = new SampleCollector(types, 10);
    readCsv(FILE, limitSample(collector, limits));
    const column = collector.finish()('n');
    return column.status === 'collected' ? valueCount(column.sample) : -1;
  }

  test('lets a sample within the limits pass', () => {
    expect(readWith(wide)).toBe(3);
  });

  test.each([
    [{ columns: 1 }, 'has 2 columns, more than 1'],
    [{ rows: 5 }, 'has more than 5 rows'],
    [{ values: 11 }, 'has more than 11 values in 2 columns'],
  ])('refuses what is beyond %j', (change, message) => {
    const read = (): number => readWith({ ...wide, ...change });

    expect(read).toThrow(InvalidInput);
    expect(read).toThrow(message);
  });

  test('counts decoded rows too', () => {
    const sink = limitSample(new SampleCollector(types, 10), { ...wide, rows: 3 });

    expect(() => {
      readDecoded({ n: [1, 2, 3, 4] }, sink);
    }).toThrow('has more than 3 rows');
  });
});
