import type { RunFailure } from '../../../../shared/domain/run/run-failure.ts';
import type { RunAttempt } from '../../../../shared/domain/run/run-id.ts';
import { describe, expect, test } from 'vitest';
import { present } from '../../../support/present.ts';
import { stateOf } from '../../../support/memory/memory-world.ts';
import {
  beginRetry,
  createDatabricksWorld,
  driveWork,
  JOB_ID,
  storeWork,
  type DatabricksWorld,
} from '../../../support/databricks-world.ts';

const START = Date.parse('2026-03-01T06:00:00Z');
const NEVER = Number.POSITIVE_INFINITY;

/** What the workspace says of each of its runs. */
function standings({ service: { book } }: DatabricksWorld): readonly string[] {
  return book.runs.map((run) => {
    const { lifeCycle, result = '' } = book.stateOf(run);
    return `${lifeCycle} ${result}`.trim();
  });
}

async function failureOf({ runs }: DatabricksWorld, { runId }: RunAttempt): Promise<RunFailure | undefined> {
  const { value: run } = present(await runs.get(runId), 'run');
  return run.endedAttempts.at(-1)?.failure ?? (run.state === 'failed' ? run.failure : undefined);
}

describe('an attempt in a Databricks workspace', () => {
  test('runs the job, waits, and keeps what the notebook told', async () => {
    const world = createDatabricksWorld();
    const attempt = await storeWork(world);

    const { output, openTimers } = await driveWork(world, attempt);

    expect(output).toBe('succeeded');
    expect(openTimers).toBe(0);
    const { value: run } = present(await world.runs.get(attempt.runId), 'run');
    const [databricksRun] = world.service.book.runs;
    expect(run).toMatchObject({
      state: 'succeeded',
      result: {
        kind: 'databricks',
        words: 'Trained model churn (version 7).',
        link: { label: 'Databricks run' },
        figures: { modelId: 'churn', modelVersion: '7', tasks: 2, resultState: 'SUCCESS' },
        output: { databricksRunId: databricksRun?.runId, result: { modelVersion: 7 } },
      },
    });
  });

  test('looks more seldom the longer it takes', async () => {
    const world = createDatabricksWorld({ takesMs: 100_000 });

    const { calls } = await driveWork(world, await storeWork(world));

    const looks = calls.filter(({ activity }) => activity === 'databricksLook').map(({ at }) => at);
    const pauses = looks.slice(1).map((at, index) => at - present(looks[index], 'look'));
    expect(pauses[0]).toBeGreaterThanOrEqual(5000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(75_000);
    expect(pauses.at(-1)).toBeGreaterThan(present(pauses[0], 'pause'));
    expect(calls.length).toBeLessThan(14);
  });

  test('passes the values of the slot on', async () => {
    const world = createDatabricksWorld();
    const parameters = { day: '{yyyy}-{MM}-{dd}', run: '{runId}', job: '{{job.id}}' };
    await driveWork(
      world,
      await storeWork(world, { task: { work: { type: 'job', jobId: JOB_ID, parameters } } }),
    );

    expect(world.service.starts[0]?.['job_parameters']).toEqual({
      day: '2026-02-28',
      run: 'train-churn.20260301T060000Z',
      job: '{{job.id}}',
    });
  });

  test('waits out a workspace that turns it away, for as long as it asks for', async () => {
    const world = createDatabricksWorld();
    const busy = { operation: 'run-now', status: 429, code: 'REQUEST_LIMIT_EXCEEDED', retryAfter: '30' };
    const quota = { operation: 'run-now', status: 400, code: 'QUOTA_EXCEEDED', times: 5 };
    world.service.troubles.set([{ ...busy, times: 2 }, quota]);

    const { output, calls } = await driveWork(world, await storeWork(world));

    expect(output).toBe('succeeded');
    const starts = calls.filter(({ activity }) => activity === 'databricksStart').map(({ at }) => at - START);
    expect(starts).toHaveLength(8);
    expect(starts[1]).toBeGreaterThanOrEqual(30_000);
    expect(starts[2]).toBeGreaterThanOrEqual(60_000);
    expect(world.service.book.runs).toHaveLength(1);
  });

  test('is recorded as service-busy when the workspace turns it away until its time is up', async () => {
    const world = createDatabricksWorld({ maxActiveRuns: 0 });
    const attempt = await storeWork(world);

    const { output, calls } = await driveWork(world, attempt);

    expect(output).toBe('failed');
    expect(calls.at(-1)?.at).toBe(START + 600_000);
    expect(await failureOf(world, attempt)).toMatchObject({ reason: 'service-busy' });
    expect(world.service.book.runs).toHaveLength(0);
  });

  test('starts one run, however many answers are lost', async () => {
    const world = createDatabricksWorld();
    world.service.troubles.set([
      { operation: 'run-now', times: 2, losesAnswer: true },
      { operation: 'run-now', times: 1, status: 503, code: 'TEMPORARILY_UNAVAILABLE' },
    ]);

    const { output } = await driveWork(world, await storeWork(world));

    expect(output).toBe('succeeded');
    expect(world.service.starts).toHaveLength(3);
    expect(world.service.book.runs).toHaveLength(1);
  });

  test('that is done twice starts one run', async () => {
    const world = createDatabricksWorld();
    const attempt = await storeWork(world);
    const step = { ...attempt, looks: 1, start: 1 };
    const startOnce = present(world.activities['databricksStart'], 'activity');
    const [first, second] = await Promise.all([startOnce(step), startOnce(step)]);

    expect(first).toEqual(second);
    expect(world.service.book.runs).toHaveLength(1);
  });

  test.each([
    [401, 'UNAUTHENTICATED', 'service-refused'],
    [403, 'PERMISSION_DENIED', 'service-refused'],
    [404, 'RESOURCE_DOES_NOT_EXIST', 'service-refused'],
    [400, 'INVALID_PARAMETER_VALUE', 'service-refused'],
  ])('fails at once when it is answered %i %s', async (status, code, reason) => {
    const world = createDatabricksWorld();
    world.service.troubles.set([{ operation: 'run-now', times: 9, status, code, message: 'No such thing.' }]);
    const attempt = await storeWork(world);

    const { names } = namesOf(await driveWork(world, attempt));

    expect(names).toEqual(['databricksStart', 'recordFailure']);
    const failure = await failureOf(world, attempt);
    expect(failure?.reason).toBe(reason);
    expect(failure?.message).toContain(`jobs/run-now with ${status} (${code}: No such thing.).`);
  });

  test('says what the task that failed has said', async () => {
    const tasks = [{ key: 'train', failures: 1, error: 'KeyError: score' }, { key: 'publish' }];
    const world = createDatabricksWorld({ jobs: [{ jobId: JOB_ID, name: 'training', tasks }] });
    const attempt = await storeWork(world);

    const { names } = namesOf(await driveWork(world, attempt));

    const failure = await failureOf(world, attempt);
    expect(failure?.reason).toBe('work-failed');
    expect(failure?.message).toMatch(/KeyError: score.*Not succeeded: 'train', 'publish'\. See https:/);
    expect(names).not.toContain('databricksStop');
  });

  test('fails as cancelled when somebody cancels the run in the workspace', async () => {
    const world = createDatabricksWorld({ takesMs: NEVER });
    const attempt = await storeWork(world);
    const look = present(world.activities['databricksLook'], 'activity');
    const activities = {
      databricksLook: (input: unknown) => {
        for (const { runId } of world.service.book.runs) world.service.book.cancel(runId);
        return look(input);
      },
    };

    await driveWork(world, attempt, { activities });

    expect(await failureOf(world, attempt)).toMatchObject({ reason: 'work-cancelled' });
  });

  test('fails as lost when the workspace does not know the run any more', async () => {
    const world = createDatabricksWorld();
    const code = 'INVALID_PARAMETER_VALUE';
    const gone = { operation: 'runs/get', status: 400, code, message: 'Run 1 does not exist.', times: 9 };
    world.service.troubles.set([gone]);
    const attempt = await storeWork(world);

    await driveWork(world, attempt);

    expect(await failureOf(world, attempt)).toMatchObject({ reason: 'work-lost' });
  });

  test('starts another run when the job’s own limit has crowded it out', async () => {
    const world = createDatabricksWorld({ takesMs: 30_000 });
    const task = { work: { type: 'job', jobId: JOB_ID, queue: false } };
    const attempt = await storeWork(world, { task });
    const [other] = [{ job_id: JOB_ID, idempotency_token: 'somebody else' }];
    const asked = { method: 'POST', url: '/api/2.2/jobs/run-now', authorization: 'Bearer t0ken' };
    world.service.answer({ ...asked, body: JSON.stringify(other) }, 'https://adb-1.azuredatabricks.net');

    const { output } = await driveWork(world, attempt);

    expect(output).toBe('succeeded');
    expect(standings(world)).toEqual([
      'TERMINATED SUCCESS',
      'SKIPPED MAXIMUM_CONCURRENT_RUNS_REACHED',
      'TERMINATED SUCCESS',
    ]);
  });

  test('waits in the workspace’s queue behind another run of the job', async () => {
    const world = createDatabricksWorld();
    const asked = { method: 'POST', url: '/api/2.2/jobs/run-now', authorization: 'Bearer t0ken' };
    world.service.answer(
      { ...asked, body: JSON.stringify({ job_id: JOB_ID }) },
      'https://adb-1.azuredatabricks.net',
    );

    const { output, statuses } = await driveWork(world, await storeWork(world));

    expect(output).toBe('succeeded');
    expect(statuses[0]).toMatchObject({ words: 'QUEUED: Waits for another run of its job.' });
  });

  test('goes on through minutes without its own store', async () => {
    const world = createDatabricksWorld({ takesMs: 30_000 });
    const look = present(world.activities['databricksLook'], 'activity');
    let count = 0;
    const activities = {
      databricksLook: (input: unknown) => {
        count += 1;
        if (count > 1 && count < 12) throw new Error('The store is away.');
        return look(input);
      },
    };

    const { output } = await driveWork(world, await storeWork(world), { activities });

    expect(output).toBe('succeeded');
    expect(standings(world)).toEqual(['TERMINATED SUCCESS']);
  });

  test('carries all that it knows into a history that is begun anew', async () => {
    const world = createDatabricksWorld({ takesMs: 200_000 });
    const attempt = await storeWork(world, { task: { poll: { intervalSeconds: 1, maxIntervalSeconds: 1 } } });

    const { output, histories } = await driveWork(world, attempt);

    expect(output).toBe('succeeded');
    expect(histories).toBe(2);
    expect(standings(world)).toEqual(['TERMINATED SUCCESS']);
  });
});

describe('the cancellation of an attempt in a Databricks workspace', () => {
  test.each([
    ['while the run waits for its cluster', 500],
    ['while it runs', 15_000],
  ])('ends the run %s, and waits for that', async (_, after) => {
    const world = createDatabricksWorld({ pendingMs: 10_000 });
    const attempt = await storeWork(world);

    const { output, names } = namesOf(await driveWork(world, attempt, { cancelAt: START + after }));

    expect(output).toBe('cancelled');
    expect(names.at(-1)).toBe('databricksStop');
    expect(standings(world)).toEqual(['TERMINATED CANCELED']);
  });

  test('starts nothing where nothing was started', async () => {
    const world = createDatabricksWorld({ maxActiveRuns: 0 });
    const attempt = await storeWork(world);

    const { output } = await driveWork(world, attempt, { cancelAt: START + 20_000 });

    expect(output).toBe('cancelled');
    expect(world.service.book.runs).toHaveLength(0);
  });

  test('ends a run that was started by a request whose answer was lost', async () => {
    const world = createDatabricksWorld();
    world.service.troubles.set([{ operation: 'run-now', times: 1, losesAnswer: true }]);
    const attempt = await storeWork(world);

    const { output } = await driveWork(world, attempt, { cancelAt: START + 2000 });

    expect(output).toBe('cancelled');
    expect(standings(world)).toEqual(['TERMINATED CANCELED']);
  });

  test('goes through when the workspace is busy at first', async () => {
    const world = createDatabricksWorld();
    const attempt = await storeWork(world);
    world.service.troubles.set([{ operation: 'runs/cancel', times: 3, status: 429 }]);

    await driveWork(world, attempt, { cancelAt: START + 5000 });

    expect(standings(world)).toEqual(['TERMINATED CANCELED']);
  });

  test('that comes by the run’s document before its event ends the run as well', async () => {
    const world = createDatabricksWorld({ takesMs: NEVER });
    const attempt = await storeWork(world);
    const activities = { databricksLook: () => ({ outcome: 'over' }) };

    const { output } = await driveWork(world, attempt, { activities });

    expect(output).toBe('over');
    expect(standings(world)).toEqual(['TERMINATED CANCELED']);
  });

  test('is what a time-out does too', async () => {
    const world = createDatabricksWorld({ takesMs: NEVER });
    const attempt = await storeWork(world);

    const { output } = await driveWork(world, attempt);

    expect(output).toBe('failed');
    expect(await failureOf(world, attempt)).toMatchObject({ reason: 'timed-out' });
    expect(standings(world)).toEqual(['TERMINATED CANCELED']);
  });
});

describe('a retry in a Databricks workspace', () => {
  const tasks = [{ key: 'prepare' }, { key: 'train', failures: 2 }];
  const options = { jobs: [{ jobId: JOB_ID, name: 'training', tasks }] };
  const retry = { maxAttempts: 4, initialDelaySeconds: 1 };

  test('starts a run of its own', async () => {
    const world = createDatabricksWorld(options);
    const first = await storeWork(world, { retry });
    await driveWork(world, first);
    const second = await beginRetry(world, first);
    await driveWork(world, second);
    await driveWork(world, await beginRetry(world, second));

    expect(await stateOf(world, first.runId)).toBe('succeeded');
    expect(standings(world)).toEqual(['TERMINATED FAILED', 'TERMINATED FAILED', 'TERMINATED SUCCESS']);
  });

  test('repairs the run that there is, with what has failed only', async () => {
    const world = createDatabricksWorld(options);
    const first = await storeWork(world, { retry, task: { onRetry: 'repair-failed' } });
    await driveWork(world, first);
    const second = await beginRetry(world, first);
    await driveWork(world, second);
    await driveWork(world, await beginRetry(world, second));

    expect(await stateOf(world, first.runId)).toBe('succeeded');
    expect(standings(world)).toEqual(['TERMINATED SUCCESS']);
    const executed = world.service.book.runs[0]?.episodes.map(({ executions }) =>
      executions.map(({ key }) => key),
    );
    expect(executed).toEqual([['prepare', 'train'], ['train'], ['train']]);
  });

  test('repairs once, however many answers are lost', async () => {
    const world = createDatabricksWorld({
      jobs: [{ ...options.jobs[0], jobId: JOB_ID, name: 'training', tasks: [{ key: 'train', failures: 1 }] }],
    });
    const first = await storeWork(world, { retry, task: { onRetry: 'repair-failed' } });
    await driveWork(world, first);
    world.service.troubles.set([{ operation: 'runs/repair', times: 1, losesAnswer: true }]);
    await driveWork(world, await beginRetry(world, first));

    expect(await stateOf(world, first.runId)).toBe('succeeded');
    expect(world.service.book.runs[0]?.episodes).toHaveLength(2);
  });

  test('repairs what a time-out has cancelled', async () => {
    const world = createDatabricksWorld({
      jobs: [{ jobId: JOB_ID, name: 'training', tasks: [{ key: 'train', takesMs: NEVER }] }],
    });
    const first = await storeWork(world, { retry, task: { onRetry: 'repair-failed' } });
    await driveWork(world, first);
    const repair = present(world.activities['databricksRepair'], 'activity');
    const activities = {
      databricksRepair: async (input: unknown) => {
        const answer = await repair(input);
        for (const { runId } of world.service.book.runs) world.service.book.finish(runId, 'succeeded');
        return answer;
      },
    };
    await driveWork(world, await beginRetry(world, first), { activities });

    expect(await stateOf(world, first.runId)).toBe('succeeded');
    expect(standings(world)).toEqual(['TERMINATED SUCCESS']);
  });

  test('leaves the run that a later attempt goes on with', async () => {
    const world = createDatabricksWorld({ takesMs: NEVER });
    const first = await storeWork(world, { retry, task: { onRetry: 'repair-failed' } });
    const stop = present(world.activities['databricksStop'], 'activity');
    const started = present(world.activities['databricksStart'], 'activity');
    const { at } = startedOf(await started({ ...first, looks: 1, start: 1 }));
    await present(
      world.activities['recordFailure'],
      'activity',
    )({
      ...first,
      failure: { reason: 'orchestration-lost', message: 'Lost.' },
    });
    await beginRetry(world, first);

    expect(await stop({ ...first, at, start: 1 })).toEqual({ outcome: 'left' });
    expect(standings(world)).toEqual(['PENDING']);
  });
});

function startedOf(answer: unknown): { readonly at: unknown } {
  if (typeof answer === 'object' && answer !== null && 'at' in answer) return { at: answer.at };
  throw new Error('It was not started.');
}

function namesOf(driven: Awaited<ReturnType<typeof driveWork>>) {
  return { ...driven, names: driven.calls.map(({ activity }) => activity) };
}
