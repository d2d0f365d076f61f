import type { StabilitySummary } from '../../shared/domain/run/run.ts';

/** What a run has measured, with what a test wants otherwise. */
export function exampleSummary(overrides: Partial<StabilitySummary> = {}): StabilitySummary {
  return {
    ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 100, psi: 0.3, band: 'significant-shift' },
    ...{ alarm: true, statusCounts: { ok: 1 }, worstCharacteristics: [], detailPath: 'results/churn/x.json' },
    ...overrides,
  };
}
