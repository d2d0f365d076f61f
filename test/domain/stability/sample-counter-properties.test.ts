import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NumericBins } from '../../../shared/domain/stability/bin-specification.ts';
import type { CountedColumn, SampleCounts } from '../../../shared/domain/stability/sample-counts.ts';
import {
  binsOf,
  categoricalBins,
  countCsv,
  countDecoded,
  countTable,
  type Field,
  numericBins,
} from '../../support/counted-sample.ts';
import { toBytes, toCsv } from '../../support/csv-text.ts';

const HEADER = ['t', 'n', 'c', 's', 'w'];
const CODES = [-9, 7];
const EDGES = [-2.5, 0, 3];
const PROFILE = [-4, -2.5, -1, 0, 1e-300, 3, 3.5, 1e6];
const RANGE = { min: -5, max: 3.25 };

const numeric = numericBins('n', EDGES, {
  specialCodes: CODES,
  profileEdges: PROFILE,
  expectedRange: RANGE,
});
const plain = binsOf([numeric, categoricalBins('c', ['a', 'é"', 'b'])]);

const number = fc.oneof(
  fc.constantFrom(...PROFILE, ...CODES, RANGE.min, RANGE.max, -0),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -10, max: 10 }),
  fc.integer({ min: -10, max: 10 }),
);
const level = fc.oneof(fc.constantFrom('a', 'b', 'é"', 'x,y', 'new\nline'), fc.string({ unit: 'grapheme' }));
const row = fc.tuple(
  fc.integer({ min: 1_700_000_000_000, max: 1_700_000_009_999 }),
  fc.option(number, { freq: 6 }),
  fc.option(level, { freq: 6 }),
  fc.constantFrom('SE', 'DE', 'FI', null),
  fc.integer({ min: 0, max: 4 }),
);
const table = fc
  .array(row, { maxLength: 60 })
  .map((rows): readonly (readonly Field[])[] => [HEADER, ...rows]);

const counted = (counts: Pick<SampleCounts, 'columns'>): CountedColumn[] =>
  counts.columns.flatMap((column) => (column.status === 'counted' ? [column] : []));

describe('counting', () => {
  test('gives the same from chunks cut anywhere', () => {
    const rich = { ...plain, segmentBy: ['s'], weightColumn: 'w' };
    fc.assert(
      fc.property(table, fc.array(fc.nat(5_000), { maxLength: 12 }), (rows, cuts) => {
        const file = toBytes(toCsv(rows));
        const positions = [0, ...cuts.map((cut) => cut % file.length).sort((a, b) => a - b), file.length];
        const chunks = positions.slice(1).map((end, index) => file.slice(positions[index], end));
        expect(countCsv(rich, chunks)).toEqual(countCsv(rich, [file]));
      }),
    );
  });

  test('gives the same from a file as from decoded columns', () => {
    const rich = { ...plain, segmentBy: ['s', 'c'], weightColumn: 'w' };
    const window = { column: 't', from: 1_700_000_001_000, to: 1_700_000_008_000 };
    fc.assert(
      fc.property(table, (rows) => {
        expect(countDecoded(plain, rows)).toEqual(countTable(plain, rows));
        expect(countDecoded(rich, rows, { window })).toEqual(countTable(rich, rows, { window }));
      }),
    );
  });

  test('gives the same with weights of 1 as without weights', () => {
    const weighted = { ...plain, weightColumn: 'w' };
    fc.assert(
      fc.property(table, ([header = [], ...rows]) => {
        const ones = [header, ...rows.map(([t = 0, n = 0, c = 0, s = 0]) => [t, n, c, s, 1])];
        const { weights, extraColumns, ...counts } = countTable(weighted, ones);
        const { extraColumns: others, ...expected } = countTable(plain, ones);
        expect(counts).toEqual(expected);
        expect(weights).toEqual({ sum: rows.length, sumOfSquares: rows.length });
        expect(others.filter((name) => !extraColumns.includes(name))).toEqual(['w']);
      }),
    );
  });

  test('gives segments that sum to the whole', () => {
    const segmented = { ...plain, segmentBy: ['s', 'c'], weightColumn: 'w' };
    fc.assert(
      fc.property(table, (rows) => {
        const whole = countTable(segmented, rows);
        const { segments = [] } = whole;
        const sum = (of: (column: CountedColumn) => number, at: number): number =>
          segments.reduce((total, segment) => total + of(counted(segment)[at] ?? expect.fail()), 0);

        expect(segments.reduce((total, { rowCount }) => total + rowCount, 0)).toBe(whole.rowCount);
        expect(segments.reduce((total, { weights }) => total + (weights?.sum ?? NaN), 0)).toBe(
          whole.weights?.sum,
        );
        counted(whole).forEach((column, at) => {
          const parts = ['missingCount', 'otherCount', 'invalidCount'] as const;
          for (const part of parts) expect(sum((each) => each[part], at)).toBe(column[part]);
          const lists = ['binCounts', 'specialCounts', 'profileCounts'] as const;
          for (const list of lists) {
            column[list]?.forEach((count, bin) => {
              expect(sum((each) => each[list]?.[bin] ?? NaN, at)).toBe(count);
            });
          }
          expect(sum((each) => each.moments?.count ?? 0, at)).toBe(column.moments?.count ?? 0);
        });
      }),
    );
  });

  test('gives of a segment what a file of its rows alone gives', () => {
    const segmented = { ...plain, segmentBy: ['s'] };
    fc.assert(
      fc.property(table, ([header = [], ...rows]) => {
        for (const { key, rowCount, columns } of countTable(segmented, [header, ...rows]).segments ?? []) {
          const own = rows.filter((fields) => (fields[3] ?? '') === key[0]);
          expect({ rowCount, columns }).toMatchObject({
            rowCount: own.length,
            columns: countTable(plain, [header, ...own]).columns,
          });
        }
      }),
    );
  });

  test('gives in a window what a file of its rows alone gives', () => {
    const window = { column: 't', from: 1_700_000_002_000, to: 1_700_000_006_000 };
    fc.assert(
      fc.property(table, ([header = [], ...rows]) => {
        const inside = rows.filter(([t]) => Number(t) >= window.from && Number(t) < window.to);
        const { leftOut, extraColumns, ...counts } = countTable(plain, [header, ...rows], { window });
        const { extraColumns: all, ...expected } = countTable(plain, [header, ...inside]);
        expect(counts).toEqual(expected);
        expect(leftOut?.outsideWindow ?? 0).toBe(rows.length - inside.length);
        expect(all).toEqual(['t', ...extraColumns]);
      }),
    );
  });

  test.each(['right', 'left'] as const)('agrees with the definition of %s-closed bins', (closed) => {
    const convention = { ...plain.convention, name: 'mine', closed, atoms: false };
    fc.assert(
      fc.property(table, (rows) => {
        const [column] = counted(countTable({ ...plain, convention }, rows));
        expect(column).toMatchObject(defineNumeric(numeric, closed, rows));
      }),
    );
  });
});

/** The counts by their definitions, one after the other. */
function defineNumeric(
  { binEdges, profileEdges = [], specialCodes, expectedRange = { min: 0, max: 0 } }: NumericBins,
  closed: 'right' | 'left',
  [, ...rows]: readonly (readonly Field[])[],
): Partial<CountedColumn> {
  const fields = rows.map((fields) => fields[1] ?? null);
  const all = fields.flatMap((field) => (field === null ? [] : [Number(field)]));
  const values = all.filter((value) => !specialCodes.some((code) => code === value));
  const between = (edges: readonly number[]): number[] =>
    [...edges, Infinity].map((edge, bin) => {
      const below = edges[bin - 1] ?? -Infinity;
      return values.filter((value) =>
        closed === 'right' ? value > below && value <= edge : value >= below && value < edge,
      ).length;
    });
  return {
    binCounts: between(binEdges),
    profileCounts: between(profileEdges),
    specialCounts: specialCodes.map((code) => all.filter((value) => value === code).length),
    missingCount: fields.length - all.length,
    outOfRangeCount: values.filter((value) => value < expectedRange.min || value > expectedRange.max).length,
  };
}
