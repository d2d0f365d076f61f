import type { StabilityTask } from '../job/job.ts';
import type { ColumnStability, StabilityResult } from '../stability/stability-result.ts';
import type { ColumnSummary, StabilitySummary } from './run.ts';

/** How many characteristics a summary names. */
const WORST = 5;

/** The figures of a result that a list shows: the score's PSI and band, and the characteristics that moved most. */
export function summarize(
  task: StabilityTask,
  result: StabilityResult,
  detailPath: string,
): StabilitySummary {
  const score = result.columns.find(({ name }) => name === task.scoreColumn);
  return {
    modelId: task.modelId,
    baselineId: task.baselineId,
    currentRowCount: result.currentRowCount,
    psi: score?.psi ?? null,
    band: score?.band ?? null,
    statusCounts: countStatuses(result.columns),
    worstCharacteristics: result.columns
      .filter((column) => column !== score)
      .flatMap(toSummary)
      .sort((a, b) => b.psi - a.psi || (a.name < b.name ? -1 : 1))
      .slice(0, WORST),
    detailPath,
  };
}

function toSummary({ name, psi, band }: ColumnStability): ColumnSummary[] {
  return psi === null || band === null ? [] : [{ name, psi, band }];
}

function countStatuses(columns: readonly ColumnStability[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of columns) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
