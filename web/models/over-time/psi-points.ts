import type { MeasurementView } from '../../../shared/contracts/http/stability-view.ts';
import type { StabilityBand } from '../../../shared/domain/stability/stability-band.ts';

/** The index of one column in one window. */
export interface PsiPoint {
  readonly runId: string;
  readonly atMs: number;
  readonly psi: number | null;
  readonly band: StabilityBand | null;
  readonly alarm: boolean;
  readonly baselineId: string;
  readonly rows: number;
  /** What chance alone exceeds that often; undefined where it was not read. */
  readonly criticalValue: number | undefined;
}

/** The score's, of which the measurements themselves tell; its alarm is the model's. */
export function scorePoints(measurements: readonly MeasurementView[]): PsiPoint[] {
  return measurements.map(({ runId, dueAt, psi, band, alarm, baselineId, currentRowCount }) => ({
    ...{ runId, psi, band, baselineId },
    atMs: Date.parse(dueAt),
    alarm: alarm === true,
    rows: currentRowCount,
    criticalValue: undefined,
  }));
}

/** A column's, from the figures that came with the measurements; a window without the column has no index. */
export function columnPoints(measurements: readonly MeasurementView[], name: string): PsiPoint[] {
  return scorePoints(measurements).map((point, index) => {
    const figure = measurements[index]?.figures?.find(
      ({ characteristic, segment }) => characteristic === name && segment === undefined,
    );
    return {
      ...point,
      psi: figure?.psi ?? null,
      band: figure?.band ?? null,
      alarm: figure?.alarm === true,
      criticalValue: figure?.criticalValue,
    };
  });
}

/** The points with the critical values of others, of the same runs. */
export function withCriticalValues(
  points: readonly PsiPoint[],
  others: readonly PsiPoint[],
): readonly PsiPoint[] {
  const byRun = new Map(others.map(({ runId, criticalValue }) => [runId, criticalValue]));
  return points.map((point) => ({ ...point, criticalValue: byRun.get(point.runId) }));
}

/** In how many of ten steps the next window may be as far away as it ever is without a gap: weekends are none. */
const USUAL_SHARE = 0.9;
const MORE_THAN_USUAL = 1.5;
const MIN_STEPS = 3;

/** After which points (by index) nothing was measured for longer than usual. */
export function gapsAfter(points: readonly Pick<PsiPoint, 'atMs'>[]): ReadonlySet<number> {
  const steps = points.slice(1).map(({ atMs }, index) => atMs - (points[index]?.atMs ?? atMs));
  if (steps.length < MIN_STEPS) return new Set();
  const sorted = steps.toSorted((a, b) => a - b);
  const usual = sorted[Math.ceil(USUAL_SHARE * sorted.length) - 1] ?? 0;
  return new Set(steps.flatMap((step, index) => (step > usual * MORE_THAN_USUAL ? [index] : [])));
}

/** Where another baseline begins to count. */
export function baselineChanges(
  points: readonly PsiPoint[],
): { readonly atMs: number; readonly baselineId: string }[] {
  return points.flatMap(({ atMs, baselineId }, index) => {
    const before = points[index - 1];
    return before === undefined || before.baselineId === baselineId ? [] : [{ atMs, baselineId }];
  });
}

/** What the chart says to whoever cannot see it. */
export function pointsInWords(name: string, points: readonly PsiPoint[]): string {
  const measured = points.flatMap(({ psi }) => psi ?? []);
  const last = measured.at(-1);
  if (last === undefined) return `${name}: no index in this range`;
  const alarms = points.filter(({ alarm }) => alarm).length;
  const highest = Math.max(...measured).toFixed(3);
  return `PSI of ${name} in ${points.length} windows: last ${last.toFixed(3)}, highest ${highest}, ${alarms} with an alarm`;
}
