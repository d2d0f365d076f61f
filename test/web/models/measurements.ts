import type { FigureView, MeasurementView } from '../../../shared/contracts/http/stability-view.ts';

const DAY_MS = 86_400_000;
const FIRST_MS = Date.parse('2026-03-02T06:00:00Z');

/** The measurement of a slot, so many days after the first of March's Mondays. */
export function measurementOn(day: number, of: Partial<MeasurementView> = {}): MeasurementView {
  const dueAt = new Date(FIRST_MS + day * DAY_MS).toISOString();
  return {
    ...{ runId: `churn-daily.${day}`, jobId: 'churn-daily', dueAt, finishedAt: dueAt },
    ...{ modelId: 'churn', baselineId: 'aaaaaaaa', currentRowCount: 100 },
    ...{ psi: 0.05, band: 'stable', statusCounts: { ok: 1 }, worstCharacteristics: [] },
    ...of,
  };
}

export function figureOf(characteristic: string, of: Partial<FigureView> = {}): FigureView {
  return { characteristic, status: 'ok', psi: 0.05, band: 'stable', currentRowCount: 100, ...of };
}
