import { beforeEach, describe, expect, test } from 'vitest';
import { createCancelRun } from '../../shared/application/cancel-run.ts';
import {
  createCancelBackfill,
  createPauseBackfill,
  createResumeBackfill,
} from '../../shared/application/change-backfill.ts';
import { createDeleteJob } from '../../shared/application/delete-job.ts';
import { createDispatchDueRuns, createDispatchJob } from '../../shared/application/dispatch-due-runs.ts';
import { createEditJob, type EditOutcome } from '../../shared/application/edit-job.ts';
import { createFinishCancelling } from '../../shared/application/finish-cancelling.ts';
import { createRecordFailure } from '../../shared/application/finish-run.ts';
import { createPauseJob, createResumeJob } from '../../shared/application/pause-job.ts';
import type { CommitOutcome, JobWrite } from '../../shared/application/ports/job-store.ts';
import { createRetryRun } from '../../shared/application/retry-run.ts';
import { createStartBackfill } from '../../shared/application/start-backfill.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import { createTriggerRun } from '../../shared/application/trigger-run.ts';
import { Unavailable } from '../../shared/domain/errors.ts';
import { partsOf } from '../../shared/domain/job/edit.ts';
import type { JobChange } from '../../shared/domain/job/job-change.ts';
import type { JobPolicies } from '../../shared/domain/job/job-policies.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import { exampleDefinition, scheduleIn, scoresCsv } from '../support/example-definition.ts';
import { at, jobIdFrom } from '../support/example-job.ts';
import { RefusingRunQueue } from '../support/faulty-stores.ts';
import { MemoryJobStore } from '../support/memory/memory-jobs.ts';
import {
  createMemoryWorld,
  inAnotherProcess,
  runsOf,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const JOB = jobIdFrom('churn-daily');
const BOB = { author: 'bob', reason: 'The data is wrong.' };

let world: MemoryWorld;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T05:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  await scheduleIn(world, definition());
  later();
});

function definition(policies: Partial<JobPolicies> = {}) {
  return { ...exampleDefinition(), jobId: JOB, policies: { ...DEFAULT_POLICIES, ...policies } };
}

/** Each change has an instant of its own. */
function later(): void {
  world.clock.moveTo(new Date(world.clock.now() + 1000).toISOString());
}

async function entries(): Promise<readonly JobChange[]> {
  return (await world.history.list(JOB, { limit: 100 })).items;
}

/** The actions of the history, the earliest first. */
async function actions(): Promise<string[]> {
  return (await entries()).map(({ action }) => action).reverse();
}

async function latest(): Promise<JobChange> {
  return present((await entries())[0]);
}

async function versionOf(): Promise<string> {
  return present(await world.jobs.get(JOB)).version;
}

async function edit(policies: Partial<JobPolicies>, within = world): Promise<EditOutcome> {
  const editJob = createEditJob({ ...within, dispatchJob: createDispatchJob(within) });
  return editJob(definition(policies), [await versionOf()], BOB);
}

function pause(within = world) {
  return createPauseJob(within)(JOB, { ...BOB, runMissed: 'none' });
}

function resume() {
  const dispatchJob = createDispatchJob(world);
  return createResumeJob({ ...world, dispatchJob })(JOB, { author: 'bob', runMissed: 'none' });
}

function trigger(idempotencyKey = 'a', within = world) {
  return createTriggerRun(within)(JOB, { ...BOB, idempotencyKey });
}

async function failRun(): Promise<void> {
  await trigger();
  const run = present(runsOf(world).at(-1));
  await createStartRun(world)({ runId: run.runId, attempt: 1 }, world.orchestrations);
  const failure = { reason: 'current-not-found', message: 'There is no file.' } as const;
  await createRecordFailure(world)({ runId: run.runId, attempt: 1 }, failure);
}

describe('a change of a job', () => {
  test('that schedules it is kept with its definition', async () => {
    const job = present(await world.jobs.get(JOB)).value;

    expect(await entries()).toEqual([
      {
        ...{ jobId: JOB, changeId: 'id-000001', at: at('2026-03-01T05:00:00Z') },
        ...{ action: 'created', generation: 1, author: 'ada', differences: [] },
        definition: partsOf(job),
      },
    ]);
  });

  test('that edits it says what differs, and keeps the new definition', async () => {
    await edit({ spreadSeconds: 5 });

    const job = present(await world.jobs.get(JOB)).value;
    expect(await latest()).toMatchObject({
      ...{ ...BOB, action: 'edited', generation: 2 },
      differences: [{ pointer: '/policies/spreadSeconds', before: 0, after: 5 }],
      definition: partsOf(job),
    });
  });

  test('that gives it another schedule is kept as well', async () => {
    const editJob = createEditJob({ ...world, dispatchJob: createDispatchJob(world) });
    const recurrences = [{ type: 'interval', everySeconds: 3600, anchorAt: 0 } as const];
    await editJob({ ...definition(), recurrences }, [await versionOf()], BOB);

    const { differences } = await latest();
    expect(differences).toContainEqual({
      pointer: '/recurrences/0/anchorAt',
      after: '1970-01-01T00:00:00.000Z',
    });
  });

  test('that pauses and resumes it says so', async () => {
    await pause();
    later();
    await resume();

    const [resumed, paused] = await entries();
    expect(paused).toMatchObject({ ...BOB, action: 'paused', generation: 1 });
    expect(paused).not.toHaveProperty('definition');
    expect(resumed).toMatchObject({ author: 'bob', action: 'resumed' });
    expect(resumed?.differences).toContainEqual({ pointer: '/state', before: 'paused', after: 'active' });
  });

  test('that deletes it and makes it anew goes on counting its generations', async () => {
    await createDeleteJob(world)(JOB, undefined, BOB);
    later();
    await scheduleIn(world, definition({ spreadSeconds: 5 }));

    const [created, deleted] = await entries();
    expect(deleted).toMatchObject({
      ...{ ...BOB, action: 'deleted', generation: 1 },
      differences: [{ pointer: '/state', before: 'active', after: 'deleted' }],
    });
    expect(created).toMatchObject({
      ...{ action: 'created', generation: 2 },
      differences: [
        { pointer: '/policies/spreadSeconds', before: 0, after: 5 },
        { pointer: '/state', before: 'deleted', after: 'active' },
      ],
    });
    expect(await world.history.definitionAt(JOB, 1)).toMatchObject({ policies: { spreadSeconds: 0 } });
    expect(await world.history.definitionAt(JOB, 2)).toMatchObject({ policies: { spreadSeconds: 5 } });
  });

  test('that the policy pauseAfterFailures makes is its own', async () => {
    await edit({ pauseAfterFailures: 1 });
    later();
    await failRun();
    later();

    expect(await latest()).toMatchObject({ action: 'paused', author: 'evenkeel', generation: 2 });
  });

  test('that its dispatcher makes is none', async () => {
    world.clock.moveTo('2026-03-01T06:00:00Z');
    await createDispatchDueRuns(world)();

    expect(await actions()).toEqual(['created']);
  });
});

describe('a change that changes nothing', () => {
  test('is not kept', async () => {
    await scheduleIn(world, definition());
    await edit({});
    await resume();
    await pause();
    await pause();
    await trigger();
    await trigger();
    await createDeleteJob(world)(JOB, undefined, BOB);
    await createDeleteJob(world)(JOB, undefined, BOB);

    const made = (await actions()).sort();
    expect(made).toEqual(['created', 'deleted', 'paused', 'run-triggered']);
  });

  test('is not kept when another version was expected', async () => {
    expect(await createDeleteJob(world)(JOB, ['another'], BOB)).toBe('version-mismatch');

    expect(await actions()).toEqual(['created']);
  });
});

describe('a change of what a job has', () => {
  test('names the run that was asked for, retried or cancelled', async () => {
    await failRun();
    const { runId } = present(runsOf(world)[0]);
    later();
    await createRetryRun(world)(runId, BOB);
    later();
    await createCancelRun(world)(runId, BOB, world.orchestrations);

    const [cancelled, retried, triggered] = await entries();
    expect(triggered).toMatchObject({ ...BOB, action: 'run-triggered', target: runId, generation: 1 });
    expect(retried).toMatchObject({ ...BOB, action: 'run-retried', target: runId });
    expect(cancelled).toMatchObject({ ...BOB, action: 'run-cancelled', target: runId });
  });

  test('names the backfill', async () => {
    world.clock.moveTo('2026-03-05T00:00:00Z');
    const started = await createStartBackfill(world)(JOB, {
      ...{ ...BOB, idempotencyKey: 'x', maxConcurrent: 1 },
      ...{ fromDueAt: at('2026-02-01T00:00:00Z'), untilDueAt: at('2026-02-03T00:00:00Z') },
    });
    if (!('backfill' in started)) throw new Error('There is no backfill.');
    const { backfill } = started;
    later();
    await createPauseBackfill(world)(backfill, BOB);
    await createPauseBackfill(world)(backfill, BOB);
    later();
    await createResumeBackfill(world)(backfill, BOB);
    later();
    const finishCancelling = createFinishCancelling(world);
    const cancel = createCancelBackfill({ ...world, finishCancelling });
    await cancel(backfill, { ...BOB, cancelRunning: true }, world.orchestrations);

    const made = (await entries()).filter(({ target }) => target === backfill.backfillId);
    expect(made.map(({ action }) => action).reverse()).toEqual([
      'backfill-started',
      'backfill-paused',
      'backfill-resumed',
      'backfill-cancelled',
    ]);
    expect(await actions()).toHaveLength(5);
  });
});

/** Carries out a commit and then does not answer, or does neither. */
class JobStoreDying extends MemoryJobStore {
  readonly #isLate: boolean;

  constructor(inner: MemoryWorld, { isLate }: { readonly isLate: boolean }) {
    super(inner.memory);
    this.#isLate = isLate;
  }

  override async commit(write: JobWrite): Promise<CommitOutcome> {
    if (this.#isLate) await super.commit(write);
    throw new Unavailable('The store did not answer.');
  }
}

describe('a change that is cut off', () => {
  test('before its commit leaves no entry', async () => {
    const dying = { ...world, jobs: new JobStoreDying(world, { isLate: false }) };

    await expect(edit({ spreadSeconds: 5 }, dying)).rejects.toThrow(Unavailable);
    await expect(pause(dying)).rejects.toThrow(Unavailable);
    await expect(trigger('a', dying)).rejects.toThrow(Unavailable);

    expect(await actions()).toEqual(['created']);
  });

  test('after its commit is found by the same request again, with one entry', async () => {
    const dying = { ...world, jobs: new JobStoreDying(world, { isLate: true }) };
    await expect(edit({ spreadSeconds: 5 }, dying)).rejects.toThrow(Unavailable);
    await expect(pause(dying)).rejects.toThrow(Unavailable);
    await expect(trigger('a', dying)).rejects.toThrow(Unavailable);

    expect(await edit({ spreadSeconds: 5 })).toMatchObject({ outcome: 'unchanged' });
    expect(await pause()).toMatchObject({ outcome: 'already-paused' });
    expect(await trigger()).toMatchObject({ outcome: 'already-exists' });

    expect((await actions()).sort()).toEqual(['created', 'edited', 'paused', 'run-triggered']);
  });

  test('between its commit and its message has its entry all the same', async () => {
    const queue = new RefusingRunQueue();
    await expect(createTriggerRun({ ...world, queue })(JOB, { ...BOB, idempotencyKey: 'a' })).rejects.toThrow(
      Unavailable,
    );

    expect(await actions()).toEqual(['created', 'run-triggered']);
  });
});

describe('changes at the same time', () => {
  test('of one version make one entry', async () => {
    const edits = await Promise.all(
      [1, 2, 3, 4, 5].map((spreadSeconds) => edit({ spreadSeconds }, inAnotherProcess(world))),
    );

    const late = Array.from({ length: 4 }, () => 'version-mismatch');
    expect(edits.map(({ outcome }) => outcome).sort()).toEqual(['edited', ...late]);
    expect(await actions()).toEqual(['created', 'edited']);
  });

  test('of several processes that pause make one entry', async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => pause(inAnotherProcess(world))));

    expect(await actions()).toEqual(['created', 'paused']);
  });

  test('of several kinds have as many entries as there were changes', async () => {
    const another = inAnotherProcess(world);
    const [edited] = await Promise.all([
      edit({ spreadSeconds: 5 }),
      pause(another),
      trigger('a', another),
      trigger('b', inAnotherProcess(world)),
    ]);

    const expected = edited.outcome === 'edited' ? ['created', 'edited'] : ['created'];
    expect((await actions()).sort()).toEqual([...expected, 'paused', 'run-triggered', 'run-triggered']);
  });
});
