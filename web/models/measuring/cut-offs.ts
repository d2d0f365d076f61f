import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import type {
  MeasurementDetailView,
  MeasurementView,
} from '../../../shared/contracts/http/stability-view.ts';

/** From where on an index is of the higher band. */
export interface CutOffs {
  readonly moderate: number;
  readonly significant: number;
}

/** By what a measurement was judged; where that is gone, by what its job judges now. */
export function cutOffsOf(
  detail: MeasurementDetailView | undefined,
  job: JobSummary | undefined,
): CutOffs | undefined {
  const own = detail?.criteria ?? detail?.thresholds;
  return own ?? (job?.kind === 'stability' ? job.task.thresholds : undefined);
}

/**
 * The column whose index is the measurement's PSI: the job says it; where the job is gone it is the column with that
 * index which is not among the characteristics.
 */
export function scoreColumnOf(
  detail: MeasurementDetailView | undefined,
  job: JobSummary | undefined,
): string | undefined {
  const named = job?.kind === 'stability' ? job.task.scoreColumn : undefined;
  if (named !== undefined || detail === undefined || detail.psi === null) return named;
  const characteristics = new Set(detail.worstCharacteristics.map(({ name }) => name));
  return detail.columns?.find(({ name, psi }) => psi === detail.psi && !characteristics.has(name))?.name;
}

/** The jobs that have made measurements, the one of the latest first. */
export function jobsOf(measurements: readonly MeasurementView[]): string[] {
  return [...new Set(measurements.map(({ jobId }) => jobId).reverse())];
}
