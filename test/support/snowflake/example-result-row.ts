import type { ResultRow } from '../../../shared/application/ports/result-sink.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { at, jobIdFrom } from '../example-job.ts';

const DUE_AT = at('2026-03-01T06:00:00Z');

/** A row in which every column has a value of its own. */
export function exampleResultRow(change: Partial<ResultRow> = {}): ResultRow {
  return {
    modelId: 'churn',
    windowStart: at('2026-02-28T00:00:00Z'),
    windowEnd: at('2026-03-01T00:00:00Z'),
    segment: 'ALL',
    characteristic: 'score',
    runId: runIdOf(jobIdFrom('churn-daily'), DUE_AT),
    jobId: 'churn-daily',
    valueStream: 'retail',
    baselineId: '0123456789abcdef',
    dueAt: DUE_AT,
    finishedAt: at('2026-03-01T06:00:09Z'),
    columnType: 'numeric',
    status: 'low-sample',
    reason: '9 rows for 2 bins.',
    psi: 0.125,
    band: 'moderate-shift',
    isAlarm: true,
    decisionRule: 'threshold',
    alpha: 0.05,
    criticalValue: 0.0625,
    pValue: 0.001,
    adjustedPValue: 0.002,
    expectedNoise: 0.015,
    effectiveBins: 2,
    expectedMissingRate: 0.01,
    actualMissingRate: 0.02,
    unseenRate: 0.03,
    outOfRangeRate: 0.04,
    klActualToExpected: 0.05,
    klExpectedToActual: 0.06,
    jensenShannon: 0.07,
    hellinger: 0.08,
    lInfinity: 0.09,
    overlap: 0.9,
    chiSquare: 11.5,
    chiSquarePValue: 0.0007,
    currentRowCount: 40,
    expectedRowCount: 39,
    actualRowCount: 38,
    conventionName: 'house',
    conventionVersion: 1,
    shape: { ks: 0.1 },
    points: { csi: -3.5 },
    bins: [{ label: '(-inf,1]', expectedCount: 20, actualCount: 10, contribution: 0.1 }],
    ...change,
  };
}
