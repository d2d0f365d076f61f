import type { MeasureOutcome } from '../application/measure-stability.ts';
import type { ReadinessCheck } from '../../../application/readiness-check.ts';
import { stepInput } from '../../../contracts/durable/run-steps.ts';
import {
  CHECK_DATA,
  COMMIT_RESULT,
  commitResultInput,
  DELIVER_RESULTS,
  MEASURE_STABILITY,
  RECORD_STABILITY,
  type RecordOutcome,
} from '../contracts/stability-run.ts';
import type { StabilitySummary } from '../../../domain/run/run.ts';
import type { RunId, RunAttempt } from '../../../domain/run/run-id.ts';
import type { Log } from '../../../application/ports/environment.ts';
import { logged, readinessLine } from '../../../../functions/activities/outcome-lines.ts';
import { measuredLine } from './measured-line.ts';
import type { ActivityHandler } from '../../../../functions/activities/scoped-activities.ts';

interface UseCases {
  readonly checkData: (attempt: RunAttempt) => Promise<ReadinessCheck>;
  readonly measureStability: (attempt: RunAttempt) => Promise<MeasureOutcome>;
  readonly commitResult: (attempt: RunAttempt, result: StabilitySummary) => Promise<void>;
  readonly recordStability: (runId: RunId) => Promise<void>;
  readonly deliverResults: (runId: RunId) => Promise<void>;
  /** Whether there is a sink to deliver to. */
  readonly hasSink: boolean;
  readonly log: Log;
}

/** The steps by their names, each one call of a use case. */
export function stabilityActivities({
  log,
  ...useCases
}: UseCases): Readonly<Record<string, ActivityHandler>> {
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
  };
}
