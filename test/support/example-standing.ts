import type { ModelStanding } from '../../shared/domain/model/model-standing.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { at, jobIdFrom } from './example-job.ts';

/** How a model stands, with what a test wants otherwise. */
export function exampleStanding(overrides: Partial<ModelStanding> = {}): ModelStanding {
  const jobId = jobIdFrom('churn-daily');
  const dueAt = overrides.dueAt ?? at('2026-03-01T06:00:00Z');
  return {
    ...{ modelId: 'churn', valueStream: 'retention', jobId, runId: runIdOf(jobId, dueAt), dueAt },
    ...{ finishedAt: dueAt + 5_000, psi: 0.3, band: 'significant-shift' },
    ...{ alarm: true, highestBand: 'significant-shift' },
    ...overrides,
  };
}
