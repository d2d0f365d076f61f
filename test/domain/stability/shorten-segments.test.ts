import { describe, expect, test } from 'vitest';
import { shortenSegments } from '../../../shared/domain/stability/shorten-segments.ts';
import type { ColumnStability, SegmentStability } from '../../../shared/domain/stability/stability-result.ts';

const BIN = { label: 'a', expectedCount: 1, actualCount: 1 };
const DECISION = { alarm: true, rule: 'threshold' } as const;

function column(name: string, psi: number | null): ColumnStability {
  return {
    ...{ name, type: 'numeric', status: psi === null ? 'empty-current' : 'ok', psi, band: null },
    ...(psi === null ? { reason: 'The current sample has no rows.' } : { decision: DECISION }),
    bins: psi === null ? [] : [{ ...BIN, expectedProportion: 1, actualProportion: 1, contribution: psi }],
  };
}

function segment(channel: string, ...indexes: (number | null)[]): SegmentStability {
  return {
    segment: { channel },
    currentRowCount: 1,
    columns: indexes.map((psi, index) => column(`c${index}`, psi)),
  };
}

function keptBins(segments: readonly SegmentStability[]): string[] {
  return segments.flatMap(({ segment: { channel }, columns }) =>
    columns.filter(({ bins }) => bins.length > 0).map(({ name }) => `${channel}.${name}`),
  );
}

describe('shortenSegments', () => {
  test('leaves a few segments as they are', () => {
    const segments = [segment('web', 0.1, 0.2), segment('shop', null)];

    expect(shortenSegments(segments)).toBe(segments);
  });

  test('keeps the bins of the columns that moved most', () => {
    const segments = [segment('web', 0.1, 0.4), segment('shop', 0.3, 0.2)];

    expect(keptBins(shortenSegments(segments, 2))).toEqual(['web.c1', 'shop.c0']);
  });

  test('keeps index and alarm of the others, and says that they are shortened', () => {
    const [web] = shortenSegments([segment('web', 0.1, 0.4)], 1);

    expect(web?.columns[0]).toEqual({
      ...{ name: 'c0', type: 'numeric', status: 'ok', psi: 0.1, band: null },
      ...{ decision: DECISION, bins: [], isShortened: true },
    });
  });

  test('shortens all columns of the same index alike', () => {
    const segments = [segment('web', 0.1, 0.1), segment('shop', 0.1, 0.5)];

    expect(keptBins(shortenSegments(segments, 2))).toEqual(['shop.c1']);
  });

  test('passes over columns without an index', () => {
    const segments = [segment('web', null, 0.4), segment('shop', 0.3, null)];

    expect(shortenSegments(segments, 1)[0]).toEqual(segments[0]);
  });
});
