import { DummyOrchestrationContext, type RetryOptions } from 'durable-functions';
import { describe, expect, test } from 'vitest';
import { runStabilityJob } from '../../../functions/orchestrators/run-stability-job.ts';
import type { StabilitySummary } from '../../../shared/domain/run/run.ts';
import { present } from '../../support/present.ts';

const RUN_ID = 'churn-daily.20260301T060000Z';

const RESULT: StabilitySummary = {
  modelId: 'churn',
  baselineId: 'b1',
  currentRowCount: 40,
  psi: 0.3,
  band: 'significant-shift',
  statusCounts: { ok: 1 },
  worstCharacteristics: [],
  detailPath: 'results/x.json',
};

interface Call {
  readonly activity: string;
  readonly retry: RetryOptions;
  readonly input: unknown;
}

/** What each activity does; an error is thrown into the orchestrator, as the engine does after the last retry. */
type Activities = Readonly<Record<string, unknown>>;

/** Runs the orchestrator to its end and gives its calls in order, and what it returned. */
function drive(
  activities: Activities,
  input: unknown = { runId: RUN_ID },
): { calls: Call[]; output: string } {
  const calls: Call[] = [];
  const context = new DummyOrchestrationContext();
  // Only what the orchestrator may use: anything else is a fault here.
  Reflect.set(context, 'df', {
    getInput: () => input,
    callActivityWithRetry: (activity: string, retry: RetryOptions, given: unknown) =>
      calls.push({ activity, retry, input: given }),
  });
  const orchestration = runStabilityJob(context);
  let step = orchestration.next();
  while (step.done !== true) {
    const answer = activities[present(calls.at(-1)).activity];
    step = answer instanceof Error ? orchestration.throw(answer) : orchestration.next(answer);
  }
  return { calls, output: step.value };
}

function stepsOf({ calls }: { readonly calls: readonly Call[] }): [activity: string, input: unknown][] {
  return calls.map(({ activity, input }) => [activity, input]);
}

describe('runStabilityJob', () => {
  test('measures, commits and records', () => {
    const driven = drive({ measureStability: { outcome: 'measured', result: RESULT } });

    expect(stepsOf(driven)).toEqual([
      ['measureStability', { runId: RUN_ID }],
      ['commitResult', { runId: RUN_ID, result: RESULT }],
      ['recordStability', { runId: RUN_ID }],
    ]);
    expect(driven.output).toBe('succeeded');
  });

  test('records why the data were rejected', () => {
    const failure = { reason: 'current-not-found', message: 'There is no blob.' };

    const driven = drive({ measureStability: { outcome: 'rejected', failure } });

    expect(stepsOf(driven)).toEqual([
      ['measureStability', { runId: RUN_ID }],
      ['recordFailure', { runId: RUN_ID, failure }],
    ]);
    expect(driven.output).toBe('failed');
  });

  test('neither measures nor commits a run that has finished, but makes sure of its record', () => {
    expect(stepsOf(drive({ measureStability: { outcome: 'already-finished' } }))).toEqual([
      ['measureStability', { runId: RUN_ID }],
      ['recordStability', { runId: RUN_ID }],
    ]);
  });

  test('fails the run when the measuring does not work however often it is tried', () => {
    const driven = drive({ measureStability: new Error('Cosmos DB did not answer.') });

    expect(stepsOf(driven)[1]).toEqual([
      'recordFailure',
      { runId: RUN_ID, failure: { reason: 'retries-exhausted', message: 'Cosmos DB did not answer.' } },
    ]);
    expect(driven.output).toBe('failed');
  });

  test('fails the run when the measuring answers what it should not', () => {
    const driven = drive({ measureStability: { outcome: 'measured', result: { psi: 'high' } } });

    expect(stepsOf(driven)[1]).toMatchObject(['recordFailure', { failure: { reason: 'retries-exhausted' } }]);
  });

  test('still records the result when only the answer of the commit was lost', () => {
    const measureStability = { outcome: 'measured', result: RESULT };

    const driven = drive({ measureStability, commitResult: new Error('The connection broke.') });

    expect(driven.calls.map(({ activity }) => activity)).toEqual([
      'measureStability',
      'commitResult',
      'recordFailure',
      'recordStability',
    ]);
    expect(driven.output).toBe('failed');
  });

  test('does not take back the result when it cannot be recorded: the orchestration itself fails', () => {
    const measureStability = { outcome: 'measured', result: RESULT };

    expect(() => drive({ measureStability, recordStability: new Error('gone') })).toThrow('gone');
  });

  test('refuses an input without a run', () => {
    expect(() => drive({}, { runId: 'churn-daily' })).toThrow();
  });

  test('tries each step five times, and the effect of a finished run for half an hour', () => {
    const { calls } = drive({ measureStability: { outcome: 'measured', result: RESULT } });

    expect(calls.map(({ retry }) => retry.maxNumberOfAttempts)).toEqual([5, 5, 35]);
  });

  test('waits 2, 4, 8 … seconds between tries, at most a minute', () => {
    const { calls } = drive({ measureStability: { outcome: 'measured', result: RESULT } });

    for (const { retry } of calls) {
      expect(retry).toMatchObject({
        firstRetryIntervalInMilliseconds: 2_000,
        backoffCoefficient: 2,
        maxRetryIntervalInMilliseconds: 60_000,
      });
    }
  });
});
