import { beforeEach, describe, expect, test } from 'vitest';
import { createDispatchJob } from '../../shared/application/dispatch-due-runs.ts';
import { createEditJob } from '../../shared/application/edit-job.ts';
import { createPrepareWork } from '../../shared/application/prepare-work.ts';
import { createRegisterBaseline } from '../../shared/application/register-baseline.ts';
import { InvalidInput, Unavailable, type Issue } from '../../shared/domain/errors.ts';
import type { JobDefinition } from '../../shared/domain/job/job-definition.ts';
import { exampleBaseline } from '../support/example-baseline.ts';
import { exampleDefinition, scheduleIn, scoresCsv } from '../support/example-definition.ts';
import { csvAt, jobIdFrom } from '../support/example-job.ts';
import { exampleModel } from '../support/example-model.ts';
import { MemoryModelStore } from '../support/memory/memory-models.ts';
import { MemoryBaselineStore } from '../support/memory/memory-stores.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
});

const FOREIGN = [{ pointer: '/task/modelId', message: "model 'churn' belongs to another value stream" }];

async function issuesOf(definition: JobDefinition): Promise<readonly Issue[]> {
  const fault: unknown = await scheduleIn(world, definition).then(
    () => undefined,
    (error: unknown) => error,
  );
  return fault instanceof InvalidInput ? fault.issues : [];
}

async function baselineCount(): Promise<number> {
  return (await world.baselines.list('churn', { limit: 10 })).items.length;
}

async function streamOf(modelId = 'churn'): Promise<string | undefined> {
  return (await world.models.get(modelId))?.value.valueStream;
}

describe('a stability job', () => {
  test('makes a model that nobody has its value stream’s own', async () => {
    await scheduleIn(world, exampleDefinition());

    expect((await world.models.get('churn'))?.value).toEqual({
      ...{ modelId: 'churn', valueStream: 'retention', generation: 1 },
      createdAt: Date.parse('2026-03-01T00:00:00Z'),
      updatedAt: Date.parse('2026-03-01T00:00:00Z'),
    });
  });

  test('leaves a model of its own value stream as it is', async () => {
    await world.models.create(exampleModel());

    await scheduleIn(world, exampleDefinition());

    expect((await world.models.get('churn'))?.value).toEqual(exampleModel());
  });

  test('is refused with a model of another value stream, and nothing is frozen or stored', async () => {
    await world.models.create(exampleModel({ valueStream: 'growth' }));

    expect(await issuesOf(exampleDefinition({ jobId: 'churn-daily' }))).toEqual(FOREIGN);
    expect(await baselineCount()).toBe(0);
    expect(await world.jobs.get(jobIdFrom('churn-daily'))).toBeUndefined();
  });

  test('is not told whether another value stream’s model has the baseline that it names', async () => {
    await world.models.create(exampleModel({ valueStream: 'growth' }));
    await world.baselines.register(exampleBaseline('abcdef01'));
    const { baseline: _file, ...task } = exampleDefinition().task;

    for (const baselineId of ['abcdef01', '00000000']) {
      const definition = { ...exampleDefinition(), task: { ...task, baselineId } };
      expect(await issuesOf(definition)).toEqual(FOREIGN);
    }
  });

  test('claims nothing while it has faults', async () => {
    const task = { baseline: csvAt('baselines/none.csv') };

    expect(await issuesOf(exampleDefinition({ task }))).not.toEqual([]);
    expect(await streamOf()).toBeUndefined();
  });

  test('claims a model with baselines from before there were owners', async () => {
    await world.baselines.register(exampleBaseline('old'));

    await scheduleIn(world, exampleDefinition());

    expect(await streamOf()).toBe('retention');
  });

  test('finds its model its own when the same comes again', async () => {
    const first = await scheduleIn(world, exampleDefinition());
    const again = await scheduleIn(world, exampleDefinition());

    expect(again).toEqual({ outcome: 'already-exists', job: first.job });
  });

  test('gets the model in exactly one of ten value streams that schedule at once', async () => {
    const streams = Array.from({ length: 10 }, (_, index) => `stream-${index}`);

    const outcomes = await Promise.allSettled(
      streams.map((valueStream) =>
        scheduleIn(world, exampleDefinition({ jobId: `job-${valueStream}`, valueStream })),
      ),
    );

    const winners = streams.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    expect(winners).toEqual([await streamOf()]);
    const { items } = await world.jobs.list({}, { limit: 100 });
    expect(items.map(({ valueStream }) => valueStream)).toEqual(winners);
  });

  test('cannot be moved to another value stream without its model', async () => {
    await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }));
    const before = await world.jobs.get(jobIdFrom('churn-daily'));
    const editJob = createEditJob({ ...world, dispatchJob: createDispatchJob(world) });

    const edit = editJob(
      { ...exampleDefinition({ valueStream: 'growth' }), jobId: jobIdFrom('churn-daily') },
      '*',
      { author: 'ada' },
    );

    await expect(edit).rejects.toMatchObject({ issues: FOREIGN });
    expect(await world.jobs.get(jobIdFrom('churn-daily'))).toEqual(before);
  });
});

describe('the claim of a model', () => {
  /** The model is removed, and claimed by another stream, between the claim and the freezing. */
  class OvertakenBaselines extends MemoryBaselineStore {
    models: MemoryModelStore | undefined;

    override async register(...given: Parameters<MemoryBaselineStore['register']>) {
      const { version } = present(await this.models?.get('churn'));
      await this.models?.remove('churn', { ifVersion: version });
      await this.models?.create(exampleModel({ valueStream: 'growth' }));
      return super.register(...given);
    }
  }

  test('stays when the baseline cannot be stored, and the same request goes on from there', async () => {
    const broken = Object.assign(new MemoryBaselineStore(), {
      register: () => Promise.reject(new Unavailable('The store did not answer.')),
    });
    const failing = {
      ...world,
      prepareWork: createPrepareWork({
        ...world,
        registerBaseline: createRegisterBaseline({ ...world, baselines: broken }),
      }),
    };

    await expect(scheduleIn(failing, exampleDefinition())).rejects.toThrow(Unavailable);

    expect(await streamOf()).toBe('retention');
    expect(await issuesOf(exampleDefinition({ valueStream: 'growth' }))).toEqual(FOREIGN);
    expect(await scheduleIn(world, exampleDefinition())).toMatchObject({ outcome: 'created' });
  });

  test('is looked at again once there is a baseline', async () => {
    const baselines = new OvertakenBaselines();
    const models = new MemoryModelStore(baselines);
    baselines.models = models;
    const registerBaseline = createRegisterBaseline({ ...world, baselines });
    const issues: Issue[] = [];

    const prepareWork = createPrepareWork({ ...world, models, registerBaseline });
    const work = await prepareWork(exampleDefinition(), issues);

    expect([work, issues]).toEqual([undefined, FOREIGN]);
  });
});
