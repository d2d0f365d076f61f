import type { StabilitySummary } from '../../shared/domain/run/run.ts';
import { describe, expect, test } from 'vitest';
import { toResultRows, type StabilityDetail } from '../../shared/application/to-result-rows.ts';
import { toSucceeded } from '../../shared/domain/run/run-transitions.ts';
import type { ColumnStability } from '../../shared/domain/stability/stability-result.ts';
import { exampleRunningRun } from '../support/example-run.ts';

const COLUMN: ColumnStability = {
  ...{ name: 'age', type: 'numeric', status: 'missing-column', psi: null, band: null, bins: [] },
};

const RESULT: StabilitySummary = {
  ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 10, psi: null, band: null },
  ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'results/x.json' },
};
const RUN = { ...toSucceeded(exampleRunningRun(), RESULT, 0), result: RESULT };

function detailOf(change: Partial<StabilityDetail> = {}): StabilityDetail {
  const convention = { name: 'house', version: 1 };
  return { convention, currentRowCount: 10, columns: [COLUMN], extraColumns: [], ...change };
}

describe('toResultRows', () => {
  test('leaves null what was not computed, never 0', () => {
    const [row] = toResultRows(RUN, detailOf());

    expect(row).toMatchObject({
      ...{ status: 'missing-column', psi: null, band: null, isAlarm: null, pValue: null, hellinger: null },
      ...{ actualMissingRate: null, expectedRowCount: null, actualRowCount: null, currentRowCount: 10 },
    });
  });

  test('knows no row counts of a column whose bins were left out', () => {
    const shortened = { ...COLUMN, status: 'ok', psi: 0.01, band: 'stable', isShortened: true } as const;

    expect(toResultRows(RUN, detailOf({ columns: [shortened] }))).toMatchObject([
      { psi: 0.01, expectedRowCount: null, actualRowCount: null, bins: [] },
    ]);
  });

  test('names the data interval of the run', () => {
    const interval = { from: '2026-02-28T06:00:00.000Z', to: '2026-03-01T06:00:00.000Z' };

    expect(toResultRows(RUN, detailOf({ interval }))).toMatchObject([
      { windowStart: Date.parse(interval.from), windowEnd: Date.parse(interval.to) },
    ]);
  });

  test('names the due instant where a result is older than intervals', () => {
    expect(toResultRows(RUN, detailOf())).toMatchObject([{ windowStart: RUN.dueAt, windowEnd: RUN.dueAt }]);
  });

  test('gives each segment its rows after those of the whole sample', () => {
    const segments = ['north', 'south'].map((region) => ({
      segment: { region },
      currentRowCount: 5,
      columns: [COLUMN],
    }));

    const rows = toResultRows(RUN, detailOf({ segments }));

    expect(rows.map(({ segment, currentRowCount }) => [segment, currentRowCount])).toEqual([
      ['ALL', 10],
      ['{"region":"north"}', 5],
      ['{"region":"south"}', 5],
    ]);
  });
});
