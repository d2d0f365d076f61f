import { beforeEach, describe, expect, test } from 'vitest';
import { createDeleteJob } from '../../shared/application/delete-job.ts';
import { createDispatchJob } from '../../shared/application/dispatch-due-runs.ts';
import { createEditJob } from '../../shared/application/edit-job.ts';
import { createDifferencesSince, createReadDefinition } from '../../shared/application/read-job-history.ts';
import {
  createRestoreJob,
  type RestoreOutcome,
  type RestoreRequest,
} from '../../shared/application/restore-job.ts';
import { createScheduleJob } from '../../shared/application/schedule-job.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { bankClosedOn, DAILY_EXCEPT_BANK } from '../support/example-calendar.ts';
import {
  exampleDefinition,
  scheduleIn,
  scoresCsv,
  type StabilityDefinition,
} from '../support/example-definition.ts';
import { at, DAILY, exampleJob, jobIdFrom } from '../support/example-job.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const JOB = jobIdFrom('churn-daily');
const HOURLY = { type: 'interval', everySeconds: 3600, anchorAt: 0 } as const;

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T05:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
});

function schedule(changes: Partial<StabilityDefinition> = {}) {
  return scheduleIn(world, { ...exampleDefinition({ jobId: JOB }), ...changes });
}

async function now(): Promise<Job> {
  return present(await world.jobs.get(JOB)).value;
}

async function edit(changes: Partial<StabilityDefinition>): Promise<void> {
  const editJob = createEditJob({ ...world, dispatchJob: createDispatchJob(world) });
  const definition = { ...exampleDefinition(), ...changes, jobId: JOB };
  expect(await editJob(definition, '*', { author: 'ada' })).toMatchObject({ outcome: 'edited' });
}

async function restore(
  generation: number,
  { expected, isUndelete = false }: Partial<Pick<RestoreRequest, 'expected' | 'isUndelete'>> = {
    expected: '*',
  },
): Promise<RestoreOutcome> {
  const using = { ...world, dispatchJob: createDispatchJob(world) };
  const restoreJob = createRestoreJob({
    ...{ ...using, editJob: createEditJob(using), scheduleJob: createScheduleJob(using) },
  });
  const definition = present(await createReadDefinition(world)(JOB, generation), 'definition');
  const by = { author: 'bob', reason: 'It was better.' };
  return restoreJob(JOB, { ...by, generation, definition, expected, isUndelete });
}

describe('restoreJob', () => {
  test('gives the definition anew, as a new generation', async () => {
    await schedule();
    const before = await now();
    await edit({ recurrences: [HOURLY], policies: { ...DEFAULT_POLICIES, spreadSeconds: 60 } });

    expect(await restore(1)).toMatchObject({ outcome: 'restored', job: { value: { generation: 3 } } });

    expect(await now()).toMatchObject({ recurrences: [DAILY], policies: before.policies, task: before.task });
    expect((await world.history.list(JOB, { limit: 3 })).items).toContainEqual(
      expect.objectContaining({
        ...{ action: 'restored', author: 'bob', reason: 'It was better.' },
        ...{ generation: 3, restoredGeneration: 1 },
      }),
    );
  });

  test('keeps the frozen baseline of that time, whatever its file holds by now', async () => {
    await schedule();
    const before = await now();
    world.blobs.put('baselines/churn.csv', scoresCsv({ no: 5, yes: 20 }));
    await edit({ recurrences: [HOURLY] });
    expect((await now()).task).not.toEqual(before.task);

    await restore(1);

    expect((await now()).task).toEqual(before.task);
  });

  test('changes nothing where the job has the definition already', async () => {
    await schedule();

    expect(await restore(1)).toMatchObject({ outcome: 'unchanged', job: { value: { generation: 1 } } });
    expect((await world.history.list(JOB, { limit: 3 })).items).toHaveLength(1);
  });

  test('goes by the version that is expected', async () => {
    await schedule();
    await edit({ recurrences: [HOURLY] });

    expect(await restore(1, {})).toEqual({ outcome: 'version-required' });
    expect(await restore(1, { expected: ['another'] })).toEqual({ outcome: 'version-mismatch' });
  });

  test('completes a job whose definition of that time has no slot any more', async () => {
    await schedule({ recurrences: [{ type: 'once', at: at('2026-03-01T06:00:00Z') }] });
    await edit({ recurrences: [DAILY] });
    world.clock.moveTo('2026-03-01T07:00:00Z');

    await restore(1);

    expect(await now()).toMatchObject({ state: 'completed', generation: 3 });
  });

  test('refuses a definition whose calendar is gone', async () => {
    const version = present(await world.calendars.create(bankClosedOn()));
    await schedule({ recurrences: [DAILY_EXCEPT_BANK] });
    await edit({ recurrences: [DAILY] });
    await world.calendars.remove('bank', { ifVersion: version });

    const refusal: unknown = await restore(1).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(InvalidInput);
    expect(refusal).toMatchObject({ issues: [{ pointer: '/generation' }] });
    expect(await now()).toMatchObject({ generation: 2 });
  });

  test('leaves a deleted job alone unless it is to come back', async () => {
    await schedule();
    await createDeleteJob(world)(JOB, undefined, { author: 'ada' });

    expect(await restore(1)).toEqual({ outcome: 'deleted' });
  });

  test('has a deleted job back, also when it is asked for twice', async () => {
    await schedule();
    const before = await now();
    world.blobs.put('baselines/churn.csv', scoresCsv({ no: 5, yes: 20 }));
    await createDeleteJob(world)(JOB, undefined, { author: 'ada' });
    const options = { isUndelete: true };

    const both = await Promise.all([restore(1, options), restore(1, options)]);

    expect(both.map(({ outcome }) => outcome)).toEqual(['undeleted', 'undeleted']);
    expect(await now()).toMatchObject({ state: 'active', generation: 2, task: before.task });
    const { items } = await world.history.list(JOB, { limit: 9 });
    expect(items.filter(({ restoredGeneration }) => restoredGeneration === 1)).toHaveLength(1);
  });

  test('does not replace another job that has been scheduled under the id meanwhile', async () => {
    await schedule();
    await createDeleteJob(world)(JOB, undefined, { author: 'ada' });
    const another = await scheduleAfter(() => restore(1, { isUndelete: true }));

    expect(another).toEqual({ outcome: 'id-taken' });
    expect(await now()).toMatchObject({ recurrences: [HOURLY] });
  });
});

/** Lets somebody else schedule another job under the id just before the restored one is stored. */
async function scheduleAfter(act: () => Promise<RestoreOutcome>): Promise<RestoreOutcome> {
  const { prepareWork } = world;
  const undisturbed = world;
  world = {
    ...world,
    prepareWork: async (definition, issues) => {
      const work = await prepareWork(definition, issues);
      await scheduleIn(undisturbed, { ...exampleDefinition({ jobId: JOB }), recurrences: [HOURLY] });
      return work;
    },
  };
  return act();
}

describe('readDefinition', () => {
  test('knows the present definition of a job that is older than its history', async () => {
    await world.jobs.create(exampleJob({ generation: 7 }));
    const readDefinition = createReadDefinition(world);

    expect(await readDefinition(JOB, 7)).toMatchObject({ valueStream: 'retention' });
    expect(await readDefinition(JOB, 6)).toBeUndefined();
  });
});

describe('differencesSince', () => {
  test('tells what differs since a generation', async () => {
    await schedule();
    await edit({ policies: { ...DEFAULT_POLICIES, spreadSeconds: 60 } });
    const differencesSince = createDifferencesSince(world);

    expect(await differencesSince(JOB, 1, await now())).toEqual([
      { pointer: '/policies/spreadSeconds', before: 0, after: 60 },
    ]);
    expect(await differencesSince(JOB, 2, await now())).toEqual([]);
    expect(await differencesSince(JOB, 9, await now())).toBeUndefined();
  });
});
