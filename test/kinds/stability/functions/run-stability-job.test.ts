import { DummyOrchestrationContext, type RetryOptions } from 'durable-functions';
import { describe, expect, test } from 'vitest';
import { runStabilityJob } from '../../../../shared/kinds/stability/functions/run-stability-job.ts';
import type { StabilitySummary } from '../../../../shared/domain/run/run.ts';
import { present } from '../../../support/present.ts';

const ATTEMPT = { runId: 'churn-daily.20260301T060000Z', attempt: 1 };

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

/** What stands for a wait for the first of several. */
const ANY = {};

/** What is over first: the measuring, or the time, or somebody's patience. */
type First = 'measuring' | 'timeout' | 'cancellation';

interface Driven {
  readonly calls: Call[];
  readonly output: string;
  readonly errors: readonly string[];
  readonly timer: { readonly at: Date; isCompleted: boolean; isCancelled: boolean };
}

/** Runs the orchestrator to its end and gives its calls in order, and what it returned. */
function drive(
  activities: Activities,
  options: { readonly input?: unknown; readonly first?: First; readonly isReplaying?: boolean } = {},
): Driven {
  const { input = { ...ATTEMPT, timeoutSeconds: 3600 }, first = 'measuring', isReplaying = false } = options;
  const calls: (Call & { isCompleted: boolean })[] = [];
  const timer = { at: new Date(0), isCompleted: first === 'timeout', isCancelled: false };
  const errors: string[] = [];
  const context = new DummyOrchestrationContext();
  Reflect.set(context, 'error', (message: string) => {
    errors.push(message);
  });
  // Only what the orchestrator may use: anything else is a fault here.
  Reflect.set(context, 'df', {
    getInput: () => input,
    isReplaying,
    currentUtcDateTime: new Date('2026-03-01T06:00:00Z'),
    callActivityWithRetry: (activity: string, retry: RetryOptions, given: unknown) => {
      // As in Durable Functions: a task that has failed is over, but not completed.
      const isFaulted = first === 'measuring' && activities[activity] instanceof Error;
      const isCompleted = first === 'measuring' && !isFaulted;
      const call = { activity, retry, input: given, isCompleted, isFaulted };
      calls.push(call);
      return call;
    },
    createTimer: (at: Date) =>
      Object.assign(timer, {
        at,
        cancel: () => {
          timer.isCancelled = true;
        },
      }),
    waitForExternalEvent: () => ({ isCompleted: first === 'cancellation' }),
    Task: { any: () => ANY },
  });
  const orchestration = runStabilityJob(context);
  let step = orchestration.next();
  while (step.done !== true) {
    const isWaiting = Object.is(step.value, ANY);
    const answer = isWaiting ? undefined : activities[present(calls.at(-1)).activity];
    step = answer instanceof Error ? orchestration.throw(answer) : orchestration.next(answer);
  }
  return { calls, output: step.value, timer, errors };
}

function stepsOf({ calls }: { readonly calls: readonly Call[] }): [activity: string, input: unknown][] {
  return calls.map(({ activity, input }) => [activity, input]);
}

describe('runStabilityJob', () => {
  test('measures, commits and records', () => {
    const driven = drive({ measureStability: { outcome: 'measured', result: RESULT } });

    expect(stepsOf(driven)).toEqual([
      ['measureStability', ATTEMPT],
      ['commitResult', { ...ATTEMPT, result: RESULT }],
      ['recordStability', ATTEMPT],
    ]);
    expect(driven.output).toBe('succeeded');
  });

  describe('that comes after another job', () => {
    const input = {
      ...{ ...ATTEMPT, timeoutSeconds: 3600 },
      upstream: { deadlineAt: Date.parse('2026-03-01T06:00:00Z'), pollSeconds: 10 },
      readiness: { deadlineAt: Date.parse('2026-03-01T06:00:00Z'), pollSeconds: 10 },
    };
    const rest = {
      checkData: { outcome: 'ready' },
      measureStability: { outcome: 'measured', result: RESULT },
    };

    test('looks for its run before anything else', () => {
      const driven = drive({ ...rest, checkUpstream: { outcome: 'ready' } }, { input });

      expect(stepsOf(driven).slice(0, 3)).toEqual([
        ['checkUpstream', ATTEMPT],
        ['checkData', ATTEMPT],
        ['measureStability', ATTEMPT],
      ]);
      expect(driven.output).toBe('succeeded');
    });

    test('fails when that has failed, and measures nothing', () => {
      const failure = { reason: 'upstream-failed', message: 'It failed.' };

      const driven = drive({ ...rest, checkUpstream: { outcome: 'rejected', failure } }, { input });

      expect(stepsOf(driven)).toEqual([
        ['checkUpstream', ATTEMPT],
        ['recordFailure', { ...ATTEMPT, failure }],
      ]);
      expect(driven.output).toBe('failed');
    });

    test('fails by the deadline with what it waited for', () => {
      const checkUpstream = { outcome: 'not-ready', message: 'It is running.' };

      expect(stepsOf(drive({ ...rest, checkUpstream }, { input }))[1]).toEqual([
        'recordFailure',
        { ...ATTEMPT, failure: { reason: 'upstream-not-ready', message: 'It is running.' } },
      ]);
    });

    test('has its time-out begin after the wait', () => {
      const { timer } = drive({ ...rest, checkUpstream: { outcome: 'ready' } }, { input });

      expect(timer.at.toISOString()).toBe('2026-03-01T07:00:00.000Z');
    });
  });

  test('records why the data were rejected', () => {
    const failure = { reason: 'current-not-found', message: 'There is no blob.' };

    const driven = drive({ measureStability: { outcome: 'rejected', failure } });

    expect(stepsOf(driven)).toEqual([
      ['measureStability', ATTEMPT],
      ['recordFailure', { ...ATTEMPT, failure }],
    ]);
    expect(driven.output).toBe('failed');
  });

  test('neither measures nor commits a run that has finished, but makes sure of its record', () => {
    expect(stepsOf(drive({ measureStability: { outcome: 'already-finished' } }))).toEqual([
      ['measureStability', ATTEMPT],
      ['recordStability', ATTEMPT],
    ]);
  });

  test('fails the run when the measuring does not work however often it is tried', () => {
    const driven = drive({ measureStability: new Error('Cosmos DB did not answer.') });

    expect(stepsOf(driven)[1]).toEqual([
      'recordFailure',
      { ...ATTEMPT, failure: { reason: 'retries-exhausted', message: 'Cosmos DB did not answer.' } },
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

  test('still records the result when the failure cannot be recorded either, and fails then', () => {
    const measureStability = { outcome: 'measured', result: RESULT };
    const activities: string[] = [];
    const noted = new Proxy(
      { measureStability, commitResult: new Error('lost'), recordFailure: new Error('away') },
      {
        get: (answers, activity) => {
          activities.push(String(activity));
          const answer: unknown = Reflect.get(answers, activity);
          return answer;
        },
      },
    );

    expect(() => drive(noted)).toThrow('away');
    expect([...new Set(activities)]).toEqual([
      ...['measureStability', 'commitResult', 'recordFailure', 'recordStability'],
    ]);
  });

  test('delivers the result where there is a sink', () => {
    const measureStability = { outcome: 'measured', result: RESULT };

    const driven = drive({ measureStability, recordStability: { deliver: true } });

    expect(stepsOf(driven).slice(2)).toEqual([
      ['recordStability', ATTEMPT],
      ['deliverResults', ATTEMPT],
    ]);
    expect(driven.output).toBe('succeeded');
  });

  test('tries to deliver for six hours, at most ten minutes apart', () => {
    const measureStability = { outcome: 'already-finished' };

    const { retry } = present(drive({ measureStability, recordStability: { deliver: true } }).calls.at(-1));

    const pauses = Array.from({ length: retry.maxNumberOfAttempts - 1 }, (_, index) =>
      Math.min(
        retry.firstRetryIntervalInMilliseconds * retry.backoffCoefficient ** index,
        retry.maxRetryIntervalInMilliseconds,
      ),
    );
    expect(Math.max(...pauses)).toBe(600_000);
    const hours = pauses.reduce((total, pause) => total + pause, 0) / 3_600_000;
    expect(hours).toBeGreaterThan(5.5);
    expect(hours).toBeLessThan(6.5);
  });

  test('succeeds although the result could not be delivered, and says so once', () => {
    const measureStability = { outcome: 'measured', result: RESULT };
    const gone = new Error('Snowflake did not answer.');

    const driven = drive({ measureStability, recordStability: { deliver: true }, deliverResults: gone });

    expect(driven.output).toBe('succeeded');
    expect(driven.errors).toEqual([
      `The result of run '${ATTEMPT.runId}' was not delivered: Snowflake did not answer.`,
    ]);
  });

  test('says nothing of it again in a replay', () => {
    const measureStability = { outcome: 'measured', result: RESULT };
    const activities = {
      measureStability,
      recordStability: { deliver: true },
      deliverResults: new Error('x'),
    };

    expect(drive(activities, { isReplaying: true }).errors).toEqual([]);
  });

  test('delivers nothing for histories that are older than sinks', () => {
    const measureStability = { outcome: 'measured', result: RESULT };

    const driven = drive({ measureStability, recordStability: null });

    expect(driven.calls.map(({ activity }) => activity)).not.toContain('deliverResults');
  });

  test('tries to deliver although the result cannot be recorded', () => {
    const activities: string[] = [];
    const answers = {
      measureStability: { outcome: 'measured', result: RESULT },
      recordStability: new Error('gone'),
    };
    const noted = new Proxy(answers, {
      get: (target, activity) => {
        activities.push(String(activity));
        const answer: unknown = Reflect.get(target, activity);
        return answer;
      },
    });

    expect(() => drive(noted)).toThrow('gone');
    expect(activities.at(-1)).toBe('deliverResults');
  });

  test('does not take back the result when it cannot be recorded: the orchestration itself fails', () => {
    const measureStability = { outcome: 'measured', result: RESULT };

    expect(() => drive({ measureStability, recordStability: new Error('gone') })).toThrow('gone');
  });

  test('refuses an input without a run', () => {
    expect(() => drive({}, { input: { runId: 'churn-daily' } })).toThrow();
  });

  test('gives up the attempt after its time, without waiting for the measuring', () => {
    const driven = drive({}, { first: 'timeout', input: { ...ATTEMPT, timeoutSeconds: 90 } });

    expect(driven.timer.at).toEqual(new Date('2026-03-01T06:01:30Z'));
    expect(driven.calls.map(({ activity }) => activity)).toEqual(['measureStability', 'recordFailure']);
    expect(driven.calls[1]?.input).toMatchObject({ ...ATTEMPT, failure: { reason: 'timed-out' } });
    expect(driven.output).toBe('failed');
  });

  test('ends without another step when the run was cancelled', () => {
    const driven = drive({}, { first: 'cancellation' });

    expect(driven.calls.map(({ activity }) => activity)).toEqual(['measureStability']);
    expect(driven.timer.isCancelled).toBe(true);
    expect(driven.output).toBe('cancelled');
  });

  test('ends when the measuring found its run cancelled', () => {
    expect(drive({ measureStability: { outcome: 'cancelled' } }).output).toBe('cancelled');
  });

  test('leaves no timer open', () => {
    expect(drive({ measureStability: { outcome: 'already-finished' } }).timer.isCancelled).toBe(true);
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
