import { app } from 'durable-functions';
import type { MeasureOutcome } from '../../shared/application/measure-stability.ts';
import {
  COMMIT_RESULT,
  commitResultInput,
  MEASURE_STABILITY,
  RECORD_FAILURE,
  RECORD_STABILITY,
  recordFailureInput,
  stabilityRunInput,
} from '../../shared/contracts/durable/stability-run.ts';
import type { RunFailure, StabilitySummary } from '../../shared/domain/run/run.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';

interface UseCases {
  readonly measureStability: (runId: RunId) => Promise<MeasureOutcome>;
  readonly commitResult: (runId: RunId, result: StabilitySummary) => Promise<void>;
  readonly recordStability: (runId: RunId) => Promise<void>;
  readonly recordFailure: (runId: RunId, failure: RunFailure) => Promise<void>;
}

/** The steps of a stability run, each one call of a use case. */
export function registerStabilityActivities(useCases: UseCases): void {
  app.activity(MEASURE_STABILITY, {
    handler: async (input) => useCases.measureStability(stabilityRunInput.parse(input).runId),
  });
  app.activity(COMMIT_RESULT, {
    handler: async (input) => {
      const { runId, result } = commitResultInput.parse(input);
      await useCases.commitResult(runId, result);
    },
  });
  app.activity(RECORD_STABILITY, {
    handler: async (input) => useCases.recordStability(stabilityRunInput.parse(input).runId),
  });
  app.activity(RECORD_FAILURE, {
    handler: async (input) => {
      const { runId, failure } = recordFailureInput.parse(input);
      await useCases.recordFailure(runId, failure);
    },
  });
}
