import { beforeEach, describe, expect, test } from 'vitest';
import { createCancelRun } from '../../shared/application/cancel-run.ts';
import { createRecoverStalledRuns } from '../../shared/application/recover-stalled-runs.ts';
import { createRetryRun } from '../../shared/application/retry-run.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import { createTriggerRun } from '../../shared/application/trigger-run.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import type { Run, RunningRun } from '../../shared/domain/run/run.ts';
import { attemptIdOf, type RunId } from '../../shared/domain/run/run-id.ts';
import { exampleJob } from '../support/example-job.ts';
import { createMemoryWorld, storeRunningRun, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const PERSON = { author: 'ann', reason: 'Enough.' };
const CONCURRENCY = { key: 'cluster', limit: 5 };

let world: MemoryWorld;

/** A job of a kind that has something elsewhere. */
function jobOf(jobId: string, policies: Partial<Job['policies']> = {}): Job {
  const job = exampleJob({ jobId, policies: { ...DEFAULT_POLICIES, ...policies } });
  return { ...job, kind: 'webhook', task: { url: 'https://hooks.example.com/' } };
}

async function runOf(runId: RunId): Promise<Run> {
  return present(await world.runs.get(runId)).value;
}

async function startStep(of: Pick<Run, 'runId' | 'attempt'>, jobId: Job['jobId']): Promise<RunId> {
  const parent = { runId: of.runId, step: 'a', attempt: of.attempt };
  const asked = { ...PERSON, idempotencyKey: `${of.runId}/a`, parent };
  const started = await createTriggerRun(world)(jobId, asked);
  if (started.outcome === 'not-found') throw new Error(`There is no job '${jobId}'.`);
  return started.run.runId;
}

/** The arrival of the message of a run's first attempt. */
async function deliver(runId: RunId, attempt = 1): Promise<string> {
  return createStartRun(world)({ runId, attempt }, world.orchestrations);
}

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:00:01Z');
});

describe('a run whose parent has ended without a word', () => {
  let parent: RunningRun;
  let child: RunId;

  beforeEach(async () => {
    parent = await storeRunningRun(world, jobOf('parent'));
    const job = jobOf('child');
    await world.jobs.create(job);
    child = await startStep(parent, job.jobId);
  });

  async function cancelParent(): Promise<void> {
    await createCancelRun(world)(parent.runId, PERSON, world.orchestrations);
  }

  test('does not begin', async () => {
    await cancelParent();

    expect(await deliver(child)).toBe('cancelled');
    expect(await runOf(child)).toMatchObject({
      state: 'cancelled',
      cancelled: {
        author: 'evenkeel',
        reason: `Run '${parent.runId}', which it is a step of, is cancelled.`,
      },
    });
    expect(world.orchestrations.starts).not.toContain(child);
  });

  test('is cancelled by the recovery where it is going, and its work is told', async () => {
    await deliver(child);
    await cancelParent();
    world.clock.moveTo('2026-03-01T07:00:00Z');
    world.queue.sent.length = 0;

    await createRecoverStalledRuns(world)();
    const outcomes = await Promise.all(world.queue.sent.map(({ runId }) => deliver(runId)));

    expect(outcomes).toEqual(['cancelled']);
    expect((await runOf(child)).state).toBe('cancelled');
    expect(world.orchestrations.cancelled).toContain(child);
    expect(await deliver(child)).toBe('already-finished');
  });

  test('goes on where a person has retried it: it is theirs', async () => {
    await cancelParent();
    await deliver(child);
    await createRetryRun(world)(child, PERSON);

    expect(await deliver(child, 2)).toBe('started');
  });

  test('goes on where a later attempt than the one that has ended wants it', async () => {
    const job = jobOf('later');
    await world.jobs.create(job);
    const later = await startStep({ ...parent, attempt: 2 }, job.jobId);
    await cancelParent();

    expect(await deliver(later)).toBe('started');
  });
});

test.each([
  ['went on', 'active', []],
  ['was lost', 'ended', [1]],
] as const)(
  'work that %s is begun anew to call off what it had going, or not',
  async (_how, state, begun) => {
    const { runId } = await storeRunningRun(world, jobOf('lost'));
    world.orchestrations.states.set(attemptIdOf(runId, 1), state);

    await createCancelRun(world)(runId, PERSON, world.orchestrations);
    await createCancelRun(world)(runId, PERSON, world.orchestrations);

    expect(world.orchestrations.starts).toEqual(begun.map((attempt) => attemptIdOf(runId, attempt)));
  },
);

describe('a run that asks for a place that the run holds which it is a step of', () => {
  async function start(keyAbove: string): Promise<{ readonly top: RunId; readonly low: RunId }> {
    const limit = { concurrency: { ...CONCURRENCY, key: keyAbove } };
    const [topJob, midJob, lowJob] = [
      jobOf('top', limit),
      jobOf('mid'),
      jobOf('low', { concurrency: CONCURRENCY }),
    ];
    for (const job of [topJob, midJob, lowJob]) await world.jobs.create(job);
    const asked = { ...PERSON, idempotencyKey: 'top' };
    const top = present(await triggered(topJob.jobId, asked));
    await deliver(top);
    const mid = await startStep(await runOf(top), midJob.jobId);
    await deliver(mid);
    return { top, low: await startStep(await runOf(mid), lowJob.jobId) };
  }

  async function triggered(jobId: Job['jobId'], asked: typeof PERSON & { readonly idempotencyKey: string }) {
    const made = await createTriggerRun(world)(jobId, asked);
    return made.outcome === 'not-found' ? undefined : made.run.runId;
  }

  test('fails at once and says why, however far above that run is', async () => {
    const { top, low } = await start(CONCURRENCY.key);

    expect(await deliver(low)).toBe('failed-place-held');
    const run = await runOf(low);
    const message: unknown = expect.stringMatching(
      new RegExp(
        `^Run '${top}', which .* of the concurrency key 'cluster', .* Give job 'top' or job 'low' another`,
      ),
    );
    expect(run).toMatchObject({ state: 'failed', failure: { reason: 'place-held', message } });
    expect(run).not.toHaveProperty('gateKey');
  });

  test('begins where that is another key', async () => {
    const { low } = await start('other');

    expect(await deliver(low)).toBe('started');
  });
});
