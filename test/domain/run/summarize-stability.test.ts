import { describe, expect, test } from 'vitest';
import { summarize } from '../../../shared/domain/run/summarize-stability.ts';
import type { ColumnStability } from '../../../shared/domain/stability/stability-result.ts';
import { exampleJob } from '../../support/example-job.ts';

const { task } = exampleJob();

function column(name: string, psi: number | null): ColumnStability {
  const rest = { name, type: 'numeric', bins: [] } as const;
  return psi === null
    ? { ...rest, status: 'missing-column', psi, band: null }
    : { ...rest, status: 'ok', psi, band: 'stable' };
}

function summaryOf(columns: readonly ColumnStability[], given: typeof task = task) {
  return summarize(given, { currentRowCount: 7, columns, extraColumns: [] }, 'results/x.json');
}

describe('summarize', () => {
  test('gives the score’s index and band', () => {
    expect(summaryOf([column('age', 0.5), column('score', 0.04)])).toMatchObject({
      modelId: 'churn',
      baselineId: 'b1',
      currentRowCount: 7,
      psi: 0.04,
      band: 'stable',
      detailPath: 'results/x.json',
    });
  });

  test('has no index where the score could not be computed', () => {
    expect(summaryOf([column('age', 0.5), column('score', null)])).toMatchObject({ psi: null, band: null });
  });

  test('has no index where no score is watched, and ranks every column', () => {
    const { scoreColumn: _none, ...withoutScore } = task;

    const summary = summaryOf([column('score', 0.3)], withoutScore);

    expect(summary).toMatchObject({ psi: null, worstCharacteristics: [{ name: 'score', psi: 0.3 }] });
  });

  test('names the five characteristics that moved most, the furthest first, ties by name', () => {
    const columns = [
      ...[column('a', 0.1), column('b', 0.6), column('score', 9), column('d', 0.2)],
      ...[column('f', 0.3), column('e', 0.3), column('g', null), column('h', 0.15)],
    ];

    expect(summaryOf(columns).worstCharacteristics.map(({ name }) => name)).toEqual([
      'b',
      'e',
      'f',
      'd',
      'h',
    ]);
  });

  test('counts the columns by status', () => {
    expect(summaryOf([column('a', 1), column('b', null), column('c', 0)]).statusCounts).toEqual({
      ok: 2,
      'missing-column': 1,
    });
  });
});
