import { app } from 'durable-functions';
import type { MeasureOutcome } from '../../shared/application/measure-stability.ts';
import type { ReadinessCheck } from '../../shared/application/readiness-check.ts';
import {
  CHECK_DATA,
  COMMIT_RESULT,
  commitResultInput,
  DELIVER_RESULTS,
  MEASURE_STABILITY,
  RECORD_FAILURE,
  RECORD_STABILITY,
  recordFailureInput,
  type RecordOutcome,
  stepInput,
} from '../../shared/contracts/durable/stability-run.ts';
import type { StabilitySummary } from '../../shared/domain/run/run.ts';
import type { RunFailure } from '../../shared/domain/run/run-failure.ts';
import type { RunId, RunAttempt } from '../../shared/domain/run/run-id.ts';

interface UseCases {
  readonly checkData: (attempt: RunAttempt) => Promise<ReadinessCheck>;
  readonly measureStability: (attempt: RunAttempt) => Promise<MeasureOutcome>;
  readonly commitResult: (attempt: RunAttempt, result: StabilitySummary) => Promise<void>;
  readonly recordStability: (runId: RunId) => Promise<void>;
  readonly deliverResults: (runId: RunId) => Promise<void>;
  /** Whether there is a sink to deliver to. */
  readonly hasSink: boolean;
  readonly recordFailure: (attempt: RunAttempt, failure: RunFailure) => Promise<void>;
}

/** The steps of a stability run, each one call of a use case. */
export function registerStabilityActivities(useCases: UseCases): void {
  app.activity(CHECK_DATA, {
    handler: async (input) => useCases.checkData(stepInput.parse(input)),
  });
  app.activity(MEASURE_STABILITY, {
    handler: async (input) => useCases.measureStability(stepInput.parse(input)),
  });
  app.activity(COMMIT_RESULT, {
    handler: async (input) => {
      const { result, ...attempt } = commitResultInput.parse(input);
      await useCases.commitResult(attempt, result);
    },
  });
  app.activity(RECORD_STABILITY, {
    handler: async (input): Promise<RecordOutcome> => {
      await useCases.recordStability(stepInput.parse(input).runId);
      return useCases.hasSink ? { deliver: true } : undefined;
    },
  });
  app.activity(DELIVER_RESULTS, {
    handler: async (input) => useCases.deliverResults(stepInput.parse(input).runId),
  });
  app.activity(RECORD_FAILURE, {
    handler: async (input) => {
      const { failure, ...attempt } = recordFailureInput.parse(input);
      await useCases.recordFailure(attempt, failure);
    },
  });
}
