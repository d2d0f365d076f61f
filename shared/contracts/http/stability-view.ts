import type { JobId } from '../../domain/job/job-id.ts';
import type { StabilitySummary } from '../../domain/run/run.ts';
import type { RunId } from '../../domain/run/run-id.ts';
import type { ColumnStability, GroupStability } from '../../domain/stability/stability-result.ts';
import type { StabilityDetail } from '../stability-result.ts';
import type { FigureFilter, SegmentFilter } from './stability-query.ts';
import { toCsv, type CsvValue } from './to-csv.ts';

/** A measurement, with its detail where that was read. */
export interface Measurement {
  readonly runId: RunId;
  readonly jobId: JobId;
  readonly dueAt: number;
  readonly finishedAt: number;
  readonly result: StabilitySummary;
  readonly detail?: StabilityDetail;
}

/** A measurement as callers read it; instants are ISO 8601 UTC. */
export interface MeasurementView extends Omit<StabilitySummary, 'detailPath' | 'countsPath'> {
  readonly runId: RunId;
  readonly jobId: JobId;
  readonly dueAt: string;
  readonly finishedAt: string;
  /** Those asked for, in the baseline's order, the whole sample first. */
  readonly figures?: readonly FigureView[];
}

/** The index of one column in the whole sample or in a segment. */
export interface FigureView extends Pick<ColumnStability, 'status' | 'reason' | 'psi' | 'band'> {
  /** Absent: the whole sample. */
  readonly segment?: Readonly<Record<string, string>>;
  readonly characteristic: string;
  readonly currentRowCount: number;
  readonly alarm?: boolean;
  readonly criticalValue?: number;
  readonly pValue?: number;
  readonly adjustedPValue?: number;
}

export function measurementView(measurement: Measurement, filter?: FigureFilter): MeasurementView {
  const { runId, jobId, dueAt, finishedAt, result, detail } = measurement;
  const { detailPath: _detail, countsPath: _counts, ...summary } = result;
  return {
    ...{ runId, jobId, dueAt: toIso(dueAt), finishedAt: toIso(finishedAt) },
    ...summary,
    ...(filter === undefined || detail === undefined ? {} : { figures: figuresOf(detail, filter) }),
  };
}

/** The figures that a filter asks for. */
function figuresOf(detail: StabilityDetail, { characteristic, segment }: FigureFilter): FigureView[] {
  const whole = segment === 'whole' || segment === 'every' ? [toFigures(detail, characteristic)] : [];
  const segments = (detail.segments ?? [])
    .filter((group) => isAsked(group.segment, segment))
    .map((group) =>
      toFigures(group, characteristic).map((figure) => ({ segment: group.segment, ...figure })),
    );
  return [...whole, ...segments].flat();
}

function isAsked(values: Readonly<Record<string, string>>, filter: SegmentFilter): boolean {
  if (filter === 'whole') return false;
  return filter === 'every' || Object.entries(filter).every(([name, value]) => values[name] === value);
}

function toFigures({ columns, currentRowCount }: GroupStability, characteristic?: string): FigureView[] {
  return columns
    .filter(({ name }) => characteristic === undefined || name === characteristic)
    .map(({ name, status, reason, psi, band, decision, significance }) => ({
      characteristic: name,
      ...{ status, psi, band, currentRowCount },
      ...(reason === undefined ? {} : { reason }),
      ...(decision === undefined ? {} : { alarm: decision.alarm }),
      ...(significance === undefined ? {} : pick(significance)),
    }));
}

function pick({
  criticalValue,
  pValue,
  adjustedPValue,
}: NonNullable<ColumnStability['significance']>): Pick<
  FigureView,
  'criticalValue' | 'pValue' | 'adjustedPValue'
> {
  return { criticalValue, pValue, adjustedPValue };
}

const IDENTITY = ['modelId', 'runId', 'jobId', 'dueAt', 'windowFrom', 'windowTo', 'baselineId'];
const TOTALS = ['psi', 'band', 'alarm', 'alarmCount', 'currentRowCount'];
const FIGURES = [
  ...['segment', 'characteristic', 'status', 'psi', 'band', 'alarm'],
  ...['criticalValue', 'pValue', 'adjustedPValue', 'currentRowCount', 'reason'],
];

/** The measurements as a table: a row each, or a row for each of their figures where those were asked for. */
export function measurementsCsv(views: readonly MeasurementView[], hasFigures: boolean): string {
  return hasFigures
    ? toCsv(
        [...IDENTITY, ...FIGURES],
        views.flatMap((view) => (view.figures ?? []).map((figure) => [...identity(view), ...cells(figure)])),
      )
    : toCsv(
        [...IDENTITY, ...TOTALS],
        views.map((view) => [...identity(view), ...totals(view)]),
      );
}

function identity({ modelId, runId, jobId, dueAt, window, baselineId }: MeasurementView): CsvValue[] {
  return [modelId, runId, jobId, dueAt, window?.from, window?.to, baselineId];
}

function totals({ psi, band, alarm, alarms, currentRowCount }: MeasurementView): CsvValue[] {
  return [psi, band, alarm, alarms?.count, currentRowCount];
}

/** The segment is ALL or JSON, as in the warehouse's table. */
function cells(figure: FigureView): CsvValue[] {
  const { segment, characteristic, status, psi, band, alarm } = figure;
  const { criticalValue, pValue, adjustedPValue, currentRowCount, reason } = figure;
  return [
    ...[segment === undefined ? 'ALL' : JSON.stringify(segment), characteristic, status, psi, band, alarm],
    ...[criticalValue, pValue, adjustedPValue, currentRowCount, reason],
  ];
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
