import { beforeEach, describe, expect, test } from 'vitest';
import { createEditJob } from '../../../shared/application/edit-job.ts';
import { createFleets } from '../../../shared/application/fleet/create-fleets.ts';
import type { FleetDefinition } from '../../../shared/domain/fleet/fleet.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { exampleFleetDefinition } from '../../support/example-fleet.ts';
import { jobIdFrom } from '../../support/example-job.ts';
import { exampleModel } from '../../support/example-model.ts';
import { scoresCsv } from '../../support/example-definition.ts';
import { fleetParts } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';

const ADA = { author: 'ada' };

let world: MemoryWorld;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  for (const modelId of ['churn', 'upsell', 'win.back']) await addModel(modelId);
});

async function addModel(modelId: string, valueStream = 'retention'): Promise<void> {
  await world.models.create(exampleModel({ modelId, valueStream }));
}

function fleets() {
  return createFleets(fleetParts(world));
}

async function save(changes: Partial<FleetDefinition> = {}): Promise<void> {
  const { outcome } = await fleets().saveFleet(exampleFleetDefinition(changes), await versionOf(), ADA);
  expect(['created', 'replaced']).toContain(outcome);
  await tend();
}

async function versionOf(): Promise<readonly string[] | undefined> {
  const stored = await world.fleets.get('scores');
  return stored && [stored.version];
}

async function tend(): Promise<void> {
  expect(['at-rest', 'gone']).toContain(await fleets().tendFleet('scores', Infinity));
}

async function jobs(): Promise<readonly Job[]> {
  return (await world.jobs.list({}, { limit: 1000 })).items;
}

async function job(jobId = 'scores--churn'): Promise<Job> {
  return present(await world.jobs.get(jobIdFrom(jobId))).value;
}

async function lastCounts() {
  return (await world.fleetProgress.get('scores'))?.value.last?.counts;
}

describe('a fleet that is saved', () => {
  test('has a job of every model that it selects, each saying so', async () => {
    await addModel('elsewhere', 'growth');

    await save({ selector: { exceptModelIds: ['upsell'] } });

    expect((await jobs()).map(({ jobId, fleet }) => [jobId, fleet?.modelId])).toEqual([
      ['scores--churn', 'churn'],
      [expect.stringMatching(/^scores--win-back-[0-9a-f]{12}$/), 'win.back'],
    ]);
    expect(await job()).toMatchObject({
      ...{ valueStream: 'retention', kind: 'report-collection', task: { resource: 'churn-scores' } },
      ...{ policies: { spreadSeconds: 300 }, fleet: { fleetId: 'scores', generation: 1, overridden: [] } },
    });
    expect(await lastCounts()).toMatchObject({ models: 2, created: 2, failed: 0 });
  });

  test('edits its jobs as one, but for what a model overrides', async () => {
    await save({ overrides: { churn: { policies: { timeoutSeconds: 60 } } } });

    await save({
      template: { ...exampleFleetDefinition().template, policies: { timeoutSeconds: 120 } },
      overrides: { churn: { policies: { timeoutSeconds: 60 } } },
    });

    expect(await job('scores--upsell')).toMatchObject({ generation: 2, policies: { timeoutSeconds: 120 } });
    expect(await job()).toMatchObject({
      ...{ generation: 1, policies: { timeoutSeconds: 60 } },
      fleet: { overridden: ['/policies/timeoutSeconds'] },
    });
    expect(await lastCounts()).toMatchObject({ edited: 2, unchanged: 1 });
  });

  test('touches no job twice for the same definition', async () => {
    await save();
    const { writes } = world.memory;

    await tend();

    expect(world.memory.writes).toBe(writes);
  });

  test('deletes the job of a model that is selected no longer', async () => {
    await save();

    await save({ selector: { exceptModelIds: ['churn'] } });

    expect(await job()).toMatchObject({ state: 'deleted' });
    expect(await lastCounts()).toMatchObject({ models: 2, removed: 1 });
  });

  test('lets go of it where it keeps such jobs, and takes it back with its model', async () => {
    await save({ whenUnmatched: 'keep' });

    await save({ whenUnmatched: 'keep', selector: { exceptModelIds: ['churn'] } });
    expect(await job()).toMatchObject({ state: 'active', fleet: { isKept: true } });
    await save({ whenUnmatched: 'keep' });

    expect((await job()).fleet).not.toHaveProperty('isKept');
    expect(await lastCounts()).toMatchObject({ edited: 0, unchanged: 3 });
  });

  test('says which model it could not make a job of, and why, and goes on with the others', async () => {
    await save({
      overrides: { churn: { task: { headers: { 'x-key': { secret: 'not_there' } } } } },
    });

    const { faults = [], counts } = (await world.fleetProgress.get('scores'))?.value.last ?? {};
    expect(counts).toMatchObject({ created: 2, failed: 1 });
    expect(faults).toMatchObject([
      { modelId: 'churn', jobId: 'scores--churn', issues: [{ pointer: '/task/headers/x-key/secret' }] },
    ]);
  });

  test('leaves a job alone that somebody else has made under the id', async () => {
    const { fleet: _of, ...other } = { ...(await otherJob()), jobId: jobIdFrom('scores--churn') };
    await world.jobs.create(other);

    await save();

    expect(await job()).not.toHaveProperty('fleet');
    expect(await lastCounts()).toMatchObject({ created: 2, failed: 1 });
  });

  test('looks again in an hour, and sooner after a failure', async () => {
    await save();
    await addModel('late');

    world.clock.moveTo('2026-03-01T00:59:00Z');
    await tend();
    expect(await jobs()).toHaveLength(3);
    world.clock.moveTo('2026-03-01T01:00:00Z');
    await tend();

    expect(await jobs()).toHaveLength(4);
  });

  test('takes in a model at once that is saved, and lets go of one that is deleted', async () => {
    await save();
    await addModel('new');

    await fleets().takeInModel('new', 'retention');
    expect(await job('scores--new')).toMatchObject({ state: 'active' });
    await world.models.remove('new', { ifVersion: present(await world.models.get('new')).version });
    await fleets().takeInModel('new', 'retention');

    expect(await job('scores--new')).toMatchObject({ state: 'deleted' });
  });

  test('follows the template of its value stream', async () => {
    await save();
    await fleets().saveTemplate(
      { valueStream: 'retention', defaults: { policies: { timeoutSeconds: 77 } } },
      undefined,
      ADA,
    );

    await tend();

    expect(await job()).toMatchObject({ policies: { timeoutSeconds: 77, spreadSeconds: 300 } });
  });

  test('walks more models than are read at once', async () => {
    for (let index = 0; index < 450; index += 1) await addModel(`m${index}`);

    await save();
    await save({ selector: { idPrefix: 'm1' } });

    expect(await jobs()).toHaveLength(111);
    expect(await lastCounts()).toMatchObject({ models: 111, removed: 342 });
  });
});

describe('the baseline of a fleet’s stability job', () => {
  const template = {
    kind: 'stability',
    task: { modelId: '{modelId}', baseline: 'baselines/all.csv', current: 'datasets/{modelId}.csv' },
    recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
  };

  beforeEach(() => {
    world.blobs.put('baselines/all.csv', scoresCsv({ 1: 20, 2: 20, 3: 20 }));
  });

  test('stays frozen when a threshold is changed, without being read again', async () => {
    await save({ template });
    const before = await job();
    world.blobs.put('baselines/all.csv', scoresCsv({ 1: 50, 2: 20, 3: 20 }));

    await save({ template: { ...template, task: { ...template.task, thresholds: { moderate: 0.2 } } } });

    const after = await job();
    expect([before.kind, after.kind]).toEqual(['stability', 'stability']);
    expect(after).toMatchObject({ generation: 2, task: { criteria: { moderate: 0.2 } } });
    expect(after.task).toHaveProperty('baselineId', baselineOf(before));
    expect(after.task).toHaveProperty('baseline');
  });

  test('is frozen anew when it is to be made otherwise', async () => {
    await save({ template });
    world.blobs.put('baselines/other.csv', scoresCsv({ 1: 50, 2: 20, 3: 20 }));
    const before = await job();

    await save({
      template: { ...template, task: { ...template.task, baseline: 'baselines/other.csv' } },
    });

    expect(baselineOf(await job())).not.toBe(baselineOf(before));
  });

  function baselineOf({ task }: Job): unknown {
    return present('baselineId' in task ? task.baselineId : undefined);
  }
});

describe('a fleet that is deleted', () => {
  test('takes its jobs with it', async () => {
    await save();

    await fleets().deleteFleet({ fleetId: 'scores' }, undefined, ADA);
    await tend();

    expect(await jobs()).toEqual([]);
    expect(await world.fleets.get('scores')).toBeUndefined();
    expect(await world.fleetProgress.get('scores')).toBeUndefined();
  });

  test('leaves its jobs as jobs by themselves where that is asked for', async () => {
    await save();

    await fleets().deleteFleet({ fleetId: 'scores', jobs: 'keep' }, undefined, ADA);
    await tend();

    expect((await jobs()).map(({ fleet }) => fleet)).toEqual([undefined, undefined, undefined]);
  });

  test('can be made anew', async () => {
    await save();
    await fleets().deleteFleet({ fleetId: 'scores' }, undefined, ADA);
    await tend();

    await save();

    expect((await jobs()).map(({ generation }) => generation)).toEqual([2, 2, 2]);
  });
});

describe('what is asked for all jobs of a fleet', () => {
  const asked = { commandId: 'c1', reason: 'The source is rebuilt.', author: 'ada' } as const;

  test('is done to each of them, once', async () => {
    await save();

    await fleets().commandFleet('scores', { ...asked, action: 'trigger' });
    await tend();
    await fleets().commandFleet('scores', { ...asked, action: 'trigger' });
    await tend();

    expect(world.memory.runs.all()).toHaveLength(3);
    expect((await world.fleetProgress.get('scores'))?.value.command).toMatchObject({
      counts: { jobs: 3, changed: 3, failed: 0 },
    });
  });

  test('pauses and resumes them', async () => {
    await save();

    await fleets().commandFleet('scores', { ...asked, action: 'pause', runMissed: 'none' });
    await tend();
    const paused = (await jobs()).map(({ state }) => state);
    await fleets().commandFleet('scores', { ...asked, commandId: 'c2', action: 'resume', runMissed: 'none' });
    await tend();

    expect(paused).toEqual(['paused', 'paused', 'paused']);
    expect((await jobs()).map(({ state }) => state)).toEqual(['active', 'active', 'active']);
  });

  test('outlives an edit of the fleet', async () => {
    await save();
    await fleets().commandFleet('scores', { ...asked, action: 'pause', runMissed: 'none' });

    await save({ description: 'Another one.' });

    expect((await jobs()).map(({ state }) => state)).toEqual(['paused', 'paused', 'paused']);
  });
});

async function otherJob(): Promise<Job> {
  const elsewhere = createMemoryWorld('2026-03-01T00:00:00Z');
  await elsewhere.models.create(exampleModel());
  const { saveFleet, tendFleet } = createFleets(fleetParts(elsewhere));
  await saveFleet(exampleFleetDefinition(), undefined, ADA);
  await tendFleet('scores', Infinity);
  return present(await elsewhere.jobs.get(jobIdFrom('scores--churn'))).value;
}

test('a job of a fleet cannot be edited by itself', async () => {
  await save();
  const editJob = createEditJob({ ...world, ...fleetParts(world) });
  const { jobId, kind, task, ...rest } = await job();
  if (kind !== 'report-collection') throw new Error('The example collects reports.');
  const { valueStream, recurrences, policies } = rest;

  const edit = await editJob({ jobId, kind, task, valueStream, recurrences, policies }, '*', ADA);

  expect(edit).toMatchObject({ outcome: 'of-fleet', fleet: { fleetId: 'scores', modelId: 'churn' } });
});
