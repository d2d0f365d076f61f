import type { StabilitySummary, SucceededRun } from '../domain/run/run.ts';
import type { Significance } from '../domain/stability/assess-significance.ts';
import type { Distances } from '../domain/stability/measure-distances.ts';
import type { Rates } from '../domain/stability/measure-rates.ts';
import type { ColumnStability, StabilityResult } from '../domain/stability/stability-result.ts';
import type { ResultRow } from './ports/result-sink.ts';

/** A run that has measured something. */
export interface MeasuredRun extends SucceededRun {
  readonly result: StabilitySummary;
}

/** The segment that is the whole sample. */
const WHOLE_SAMPLE = 'ALL';

/** What a run's detail blob holds. */
export interface StabilityDetail extends StabilityResult {
  readonly convention: { readonly name: string; readonly version: number };
  /** The data interval of the run's slot, ISO 8601; absent in results that are older than intervals. */
  readonly interval?: { readonly from: string; readonly to: string };
}

/** One row per column of the whole sample, then of each segment. */
export function toResultRows(run: MeasuredRun, detail: StabilityDetail): ResultRow[] {
  const whole = { ...detail, segment: WHOLE_SAMPLE };
  const segments = (detail.segments ?? []).map((group) => ({
    ...group,
    segment: JSON.stringify(group.segment),
  }));
  return [whole, ...segments].flatMap(({ segment, currentRowCount, columns }) =>
    columns.map((column) => ({
      ...identityOf(run, { segment, characteristic: column.name, ...windowOf(run, detail) }),
      ...measuresOf(column),
      currentRowCount,
      conventionName: detail.convention.name,
      conventionVersion: detail.convention.version,
    })),
  );
}

type Place = Pick<ResultRow, 'segment' | 'characteristic' | 'windowStart' | 'windowEnd'>;
type Identity =
  'modelId' | 'runId' | 'jobId' | 'valueStream' | 'baselineId' | 'dueAt' | 'finishedAt' | keyof Place;

function windowOf(
  { dueAt }: MeasuredRun,
  { interval }: StabilityDetail,
): Pick<Place, 'windowStart' | 'windowEnd'> {
  if (interval === undefined) return { windowStart: dueAt, windowEnd: dueAt };
  return { windowStart: Date.parse(interval.from), windowEnd: Date.parse(interval.to) };
}

function identityOf(run: MeasuredRun, place: Place): Pick<ResultRow, Identity> {
  const { runId, jobId, valueStream, dueAt, finishedAt, result } = run;
  const { modelId, baselineId } = result;
  return { modelId, ...place, runId, jobId, valueStream, baselineId, dueAt, finishedAt };
}

type Measures = Omit<ResultRow, Identity | 'currentRowCount' | 'conventionName' | 'conventionVersion'>;

function measuresOf(column: ColumnStability): Measures {
  const { type, status, reason, psi, band, decision, bins } = column;
  return {
    columnType: type,
    status,
    reason: reason ?? null,
    psi,
    band,
    isAlarm: decision?.alarm ?? null,
    decisionRule: decision?.rule ?? null,
    ...significanceOf(column.significance),
    ...ratesOf(column.rates),
    ...distancesOf(column.distances),
    ...rowCountsOf(column),
    shape: column.shape ?? null,
    points: column.points ?? null,
    bins,
  };
}

type RowCounts = Pick<ResultRow, 'expectedRowCount' | 'actualRowCount'>;

/** A shortened column has an index and no bins. */
function rowCountsOf({ psi, bins }: ColumnStability): RowCounts {
  if (psi === null || bins.length === 0) return { expectedRowCount: null, actualRowCount: null };
  return {
    expectedRowCount: sum(bins.map(({ expectedCount }) => expectedCount)),
    actualRowCount: sum(bins.map(({ actualCount }) => actualCount)),
  };
}

type SignificanceColumns =
  'alpha' | 'criticalValue' | 'pValue' | 'adjustedPValue' | 'expectedNoise' | 'effectiveBins';

const NO_SIGNIFICANCE = {
  alpha: null,
  criticalValue: null,
  pValue: null,
  adjustedPValue: null,
  expectedNoise: null,
  effectiveBins: null,
};

function significanceOf(significance: Significance | undefined): Pick<ResultRow, SignificanceColumns> {
  if (significance === undefined) return NO_SIGNIFICANCE;
  const { alpha, criticalValue, pValue, adjustedPValue, expectedNoise, effectiveBins } = significance;
  return { alpha, criticalValue, pValue, adjustedPValue, expectedNoise, effectiveBins };
}

type RateColumns = 'expectedMissingRate' | 'actualMissingRate' | 'unseenRate' | 'outOfRangeRate';

function ratesOf(rates: Rates | undefined): Pick<ResultRow, RateColumns> {
  return {
    expectedMissingRate: rates?.expectedMissing ?? null,
    actualMissingRate: rates?.actualMissing ?? null,
    unseenRate: rates?.unseen ?? null,
    outOfRangeRate: rates?.outOfRange ?? null,
  };
}

type DistanceColumns =
  | 'klActualToExpected'
  | 'klExpectedToActual'
  | 'jensenShannon'
  | 'hellinger'
  | 'lInfinity'
  | 'overlap'
  | 'chiSquare'
  | 'chiSquarePValue';

const NO_DISTANCES = {
  klActualToExpected: null,
  klExpectedToActual: null,
  jensenShannon: null,
  hellinger: null,
  lInfinity: null,
  overlap: null,
  chiSquare: null,
  chiSquarePValue: null,
};

function distancesOf(distances: Distances | undefined): Pick<ResultRow, DistanceColumns> {
  if (distances === undefined) return NO_DISTANCES;
  const { klActualToExpected, klExpectedToActual, jensenShannon, hellinger, lInfinity, overlap } = distances;
  return {
    ...{ klActualToExpected, klExpectedToActual, jensenShannon, hellinger, lInfinity, overlap },
    chiSquare: distances.chiSquare.statistic,
    chiSquarePValue: distances.chiSquare.pValue,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
