import type { ResultRow } from '../../application/ports/result-sink.ts';

/** A column of STABILITY_RESULTS and what it holds. */
export interface ResultColumnDefinition {
  readonly name: string;
  readonly type: 'VARCHAR' | 'FLOAT' | 'BOOLEAN' | 'NUMBER(38,0)' | 'TIMESTAMP_NTZ' | 'VARIANT';
  readonly of: (row: ResultRow) => unknown;
}

/** The natural key: a row of the same values is the same row. */
export const KEY_COLUMNS: readonly ResultColumnDefinition[] = [
  { name: 'MODEL_ID', type: 'VARCHAR', of: (row) => row.modelId },
  { name: 'WINDOW_START', type: 'TIMESTAMP_NTZ', of: (row) => toTimestamp(row.windowStart) },
  { name: 'WINDOW_END', type: 'TIMESTAMP_NTZ', of: (row) => toTimestamp(row.windowEnd) },
  { name: 'SEGMENT', type: 'VARCHAR', of: (row) => row.segment },
  { name: 'CHARACTERISTIC', type: 'VARCHAR', of: (row) => row.characteristic },
  { name: 'RUN_ID', type: 'VARCHAR', of: (row) => row.runId },
];

export const RESULT_COLUMNS: readonly ResultColumnDefinition[] = [
  ...KEY_COLUMNS,
  { name: 'JOB_ID', type: 'VARCHAR', of: (row) => row.jobId },
  { name: 'VALUE_STREAM', type: 'VARCHAR', of: (row) => row.valueStream },
  { name: 'BASELINE_ID', type: 'VARCHAR', of: (row) => row.baselineId },
  { name: 'DUE_AT', type: 'TIMESTAMP_NTZ', of: (row) => toTimestamp(row.dueAt) },
  { name: 'FINISHED_AT', type: 'TIMESTAMP_NTZ', of: (row) => toTimestamp(row.finishedAt) },
  { name: 'COLUMN_TYPE', type: 'VARCHAR', of: (row) => row.columnType },
  { name: 'STATUS', type: 'VARCHAR', of: (row) => row.status },
  { name: 'REASON', type: 'VARCHAR', of: (row) => row.reason },
  { name: 'PSI', type: 'FLOAT', of: (row) => row.psi },
  { name: 'BAND', type: 'VARCHAR', of: (row) => row.band },
  { name: 'IS_ALARM', type: 'BOOLEAN', of: (row) => row.isAlarm },
  { name: 'DECISION_RULE', type: 'VARCHAR', of: (row) => row.decisionRule },
  { name: 'ALPHA', type: 'FLOAT', of: (row) => row.alpha },
  { name: 'CRITICAL_VALUE', type: 'FLOAT', of: (row) => row.criticalValue },
  { name: 'P_VALUE', type: 'FLOAT', of: (row) => row.pValue },
  { name: 'ADJUSTED_P_VALUE', type: 'FLOAT', of: (row) => row.adjustedPValue },
  { name: 'EXPECTED_NOISE', type: 'FLOAT', of: (row) => row.expectedNoise },
  { name: 'EFFECTIVE_BINS', type: 'NUMBER(38,0)', of: (row) => row.effectiveBins },
  { name: 'EXPECTED_MISSING_RATE', type: 'FLOAT', of: (row) => row.expectedMissingRate },
  { name: 'ACTUAL_MISSING_RATE', type: 'FLOAT', of: (row) => row.actualMissingRate },
  { name: 'UNSEEN_RATE', type: 'FLOAT', of: (row) => row.unseenRate },
  { name: 'OUT_OF_RANGE_RATE', type: 'FLOAT', of: (row) => row.outOfRangeRate },
  { name: 'KL_ACTUAL_TO_EXPECTED', type: 'FLOAT', of: (row) => row.klActualToExpected },
  { name: 'KL_EXPECTED_TO_ACTUAL', type: 'FLOAT', of: (row) => row.klExpectedToActual },
  { name: 'JENSEN_SHANNON', type: 'FLOAT', of: (row) => row.jensenShannon },
  { name: 'HELLINGER', type: 'FLOAT', of: (row) => row.hellinger },
  { name: 'L_INFINITY', type: 'FLOAT', of: (row) => row.lInfinity },
  { name: 'OVERLAP', type: 'FLOAT', of: (row) => row.overlap },
  { name: 'CHI_SQUARE', type: 'FLOAT', of: (row) => row.chiSquare },
  { name: 'CHI_SQUARE_P_VALUE', type: 'FLOAT', of: (row) => row.chiSquarePValue },
  { name: 'CURRENT_ROW_COUNT', type: 'NUMBER(38,0)', of: (row) => row.currentRowCount },
  { name: 'EXPECTED_ROW_COUNT', type: 'FLOAT', of: (row) => row.expectedRowCount },
  { name: 'ACTUAL_ROW_COUNT', type: 'FLOAT', of: (row) => row.actualRowCount },
  { name: 'CONVENTION_NAME', type: 'VARCHAR', of: (row) => row.conventionName },
  { name: 'CONVENTION_VERSION', type: 'NUMBER(38,0)', of: (row) => row.conventionVersion },
  { name: 'SHAPE', type: 'VARIANT', of: (row) => row.shape },
  { name: 'POINTS', type: 'VARIANT', of: (row) => row.points },
  { name: 'BINS', type: 'VARIANT', of: (row) => row.bins },
];

/** UTC without a zone, in the one form that Snowflake reads whatever the session's formats are. */
function toTimestamp(instant: number): string {
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', '');
}
