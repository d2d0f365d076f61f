import { z } from 'zod';
import type { JobId } from '../../domain/job/job-id.ts';
import type { StabilitySummary } from '../../domain/run/run.ts';
import type { RunId } from '../../domain/run/run-id.ts';
import type { ColumnStability, GroupStability } from '../../domain/stability/stability-result.ts';
import { stabilitySummary } from '../run.ts';
import { stabilityDetailView, type StabilityDetail } from '../stability-result.ts';
import { instantView } from './instant-view.ts';
import type { FigureFilter, SegmentFilter } from './stability-query.ts';
import { COLUMN_STATUSES, STABILITY_BANDS } from './stability-words.ts';
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

const band = z.enum(STABILITY_BANDS);

const figureViewSchema = z
  .object({
    segment: z
      .record(z.string(), z.string())
      .readonly()
      .exactOptional()
      .describe('Absent: the whole sample.'),
    characteristic: z.string(),
    status: z.enum(COLUMN_STATUSES),
    reason: z.string().exactOptional(),
    psi: z.number().nullable(),
    band: band.nullable(),
    currentRowCount: z.number(),
    alarm: z.boolean().exactOptional(),
    criticalValue: z.number().exactOptional(),
    pValue: z.number().exactOptional(),
    adjustedPValue: z.number().exactOptional(),
  })
  .meta({ id: 'StabilityFigure' });

/** The index of one column in the whole sample or in a segment. */
export type FigureView = z.output<typeof figureViewSchema>;

const measurement = stabilitySummary.omit({ detailPath: true, countsPath: true }).extend({
  runId: z.string(),
  jobId: z.string(),
  dueAt: instantView,
  finishedAt: instantView,
  figures: z
    .array(figureViewSchema)
    .readonly()
    .exactOptional()
    .describe("Those asked for, in the baseline's order, the whole sample first."),
});

/** A measurement as callers read it. */
export const measurementViewSchema = measurement.meta({ id: 'Measurement' });

export type MeasurementView = z.output<typeof measurementViewSchema>;

const levels = z.array(z.object({ level: z.string(), count: z.number() })).readonly();

const moveView = z.object({
  name: z.string(),
  type: z.enum(['numeric', 'categorical']),
  psi: z.number(),
  band,
  alarm: z.boolean(),
  bins: z
    .array(
      z.object({
        label: z.string(),
        direction: z.enum(['more', 'less']),
        difference: z.number().describe('Of the shares, actual − expected.'),
        contribution: z.number(),
        share: z.number().describe("The part of the column's index that this bin makes, 0 to 1."),
      }),
    )
    .readonly()
    .describe('The bins that contribute, most first.'),
  newLevels: levels,
  vanishedLevels: levels,
  series: z.object({
    labels: z.array(z.string()).readonly(),
    expectedProportion: z.array(z.number()).readonly(),
    actualProportion: z.array(z.number()).readonly(),
    contribution: z.array(z.number()).readonly(),
  }),
});

/** A measurement with the bins of every column, where these are still there, and what moved. */
export const measurementDetailSchema = measurement
  .extend({
    ...stabilityDetailView.partial().shape,
    currentRowCount: z.number(),
    segments: z
      .union([stabilitySummary.shape.segments.unwrap(), stabilityDetailView.shape.segments.unwrap()])
      .exactOptional()
      .describe('Each segment with its columns; how many there are where the bins are gone.'),
    moved: z
      .array(moveView)
      .readonly()
      .describe('Where the indexes come from, the column that moved most first.'),
  })
  .loose()
  .meta({ id: 'MeasurementDetail' });

export type MeasurementDetailView = z.output<typeof measurementDetailSchema>;

export function measurementView(measured: Measurement, filter?: FigureFilter): MeasurementView {
  const { runId, jobId, dueAt, finishedAt, result, detail } = measured;
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
