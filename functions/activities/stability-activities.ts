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
import type { Log } from '../../shared/application/ports/environment.ts';
import type { RunScope } from '../../shared/application/ports/run-scope.ts';
import { logged, measuredLine, readinessLine } from './outcome-lines.ts';
import { scopedActivities, type ActivityHandler } from './scoped-activities.ts';

interface UseCases {
  readonly checkData: (attempt: RunAttempt) => Promise<ReadinessCheck>;
  readonly measureStability: (attempt: RunAttempt) => Promise<MeasureOutcome>;
  readonly commitResult: (attempt: RunAttempt, result: StabilitySummary) => Promise<void>;
  readonly recordStability: (runId: RunId) => Promise<void>;
  readonly deliverResults: (runId: RunId) => Promise<void>;
  /** Whether there is a sink to deliver to. */
  readonly hasSink: boolean;
  readonly recordFailure: (attempt: RunAttempt, failure: RunFailure) => Promise<void>;
  readonly log: Log;
}

/** Registers the steps of a stability run. */
export function registerStabilityActivities({
  scope,
  ...useCases
}: UseCases & { readonly scope: RunScope }): void {
  for (const [name, handler] of scopedActivities(stabilityActivities(useCases), scope)) {
    app.activity(name, { handler });
  }
}

/** The steps by their names, each one call of a use case. */
function stabilityActivities({ log, ...useCases }: UseCases): Readonly<Record<string, ActivityHandler>> {
  return {
    [CHECK_DATA]: async (input) =>
      logged(log, await useCases.checkData(stepInput.parse(input)), readinessLine('The current data are')),
    [MEASURE_STABILITY]: async (input) =>
      logged(log, await useCases.measureStability(stepInput.parse(input)), measuredLine),
    [COMMIT_RESULT]: async (input) => {
      const { result, ...attempt } = commitResultInput.parse(input);
      return useCases.commitResult(attempt, result);
    },
    [RECORD_STABILITY]: async (input): Promise<RecordOutcome> => {
      await useCases.recordStability(stepInput.parse(input).runId);
      return useCases.hasSink ? { deliver: true } : undefined;
    },
    [DELIVER_RESULTS]: async (input) => useCases.deliverResults(stepInput.parse(input).runId),
    [RECORD_FAILURE]: async (input) => {
      const { failure, ...attempt } = recordFailureInput.parse(input);
      log.error('The attempt has failed.', undefined, { ...failure });
      await useCases.recordFailure(attempt, failure);
    },
  };
}
