import { describe, expect, test } from 'vitest';
import { createRetryRun } from '../../../../shared/application/retry-run.ts';
import { MemoryRunQueue } from '../../../support/memory/memory-stores.ts';
import { PERSON, PipelineWorld, step } from '../../../support/pipeline-world.ts';
import { present } from '../../../support/present.ts';

const CHAIN = [step('collect'), step('measure'), step('tell')];
const DIAMOND = [
  step('a'),
  step('b', { needs: ['a'] }),
  step('c', { needs: ['a'] }),
  step('d', { needs: ['b', 'c'] }),
];

describe('a look at a pipeline', () => {
  test('starts the first step only, where each comes after the one before it', async () => {
    const pipeline = await PipelineWorld.of(CHAIN);

    expect(await pipeline.look()).toMatchObject({ outcome: 'going' });
    expect(await pipeline.states()).toEqual({ collect: 'pending', measure: 'none', tell: 'none' });
  });

  test('starts beside each other what needs the same', async () => {
    const pipeline = await PipelineWorld.of(DIAMOND);
    await pipeline.look();
    await pipeline.end('a', 'succeeded');

    await pipeline.look();

    expect(await pipeline.states()).toEqual({ a: 'succeeded', b: 'pending', c: 'pending', d: 'none' });
  });

  test('twice, and twice at once, makes one run of a step', async () => {
    const pipeline = await PipelineWorld.of(CHAIN);

    await Promise.all([pipeline.look(), pipeline.look()]);
    await pipeline.look();

    expect(pipeline.world.memory.runs.all()).toHaveLength(2);
  });

  test('gives a step the data of the pipeline’s slot, and says whose step it is', async () => {
    const pipeline = await PipelineWorld.of(CHAIN);
    await pipeline.look();

    expect(await pipeline.stepRun('collect')).toMatchObject({
      trigger: 'manual',
      interval: { from: Date.parse('2026-02-28T06:00:00Z'), to: Date.parse('2026-03-01T06:00:00Z') },
      parent: { runId: pipeline.runId, step: 'collect', attempt: 1 },
    });
  });

  test('passes on what a step has brought', async () => {
    const input = { path: '{steps.collect.output.path}', at: '{from}', n: 3, which: '{steps.collect.runId}' };
    const pipeline = await PipelineWorld.of([step('collect'), step('tell', { input })]);
    await pipeline.look();
    await pipeline.end('collect', 'succeeded', { path: 'reports/a.csv' });

    await pipeline.look();

    expect((await pipeline.stepRun('tell'))?.input).toEqual({
      ...{ path: 'reports/a.csv', at: '2026-02-28T06:00:00.000Z', n: 3 },
      which: (await pipeline.stepRun('collect'))?.runId,
    });
  });

  test('fails a step that cannot be given what it asks for, and says what', async () => {
    const tell = step('tell', { input: { path: '{steps.collect.output.path}' } });
    const pipeline = await PipelineWorld.of([step('collect'), tell]);
    await pipeline.look();
    await pipeline.end('collect', 'succeeded', { rows: 1 });

    const message: unknown = expect.stringContaining('{steps.collect.output.path}');
    expect(await pipeline.look()).toMatchObject({
      outcome: 'failed',
      failure: { reason: 'step-failed', message },
    });
    expect(await pipeline.states()).toEqual({ collect: 'succeeded', tell: 'none' });
  });

  test('succeeds with what the last steps pass on', async () => {
    const pipeline = await PipelineWorld.of([
      step('a'),
      step('b', { needs: ['a'] }),
      step('c', { needs: ['a'] }),
    ]);
    await pipeline.look();
    await pipeline.end('a', 'succeeded');
    await pipeline.look();
    await pipeline.end('b', 'succeeded', { x: 1 });
    await pipeline.end('c', 'succeeded', 'y');

    expect(await pipeline.look()).toMatchObject({
      outcome: 'succeeded',
      result: {
        ...{ kind: 'pipeline', words: 'All 3 steps have succeeded.', output: { b: { x: 1 }, c: 'y' } },
        figures: { a: 'succeeded', b: 'succeeded', c: 'succeeded' },
      },
    });
  });

  test('fails a step whose job is deleted meanwhile', async () => {
    const pipeline = await PipelineWorld.of([step('a'), step('gone')]);
    await pipeline.look();
    const stored = present(await pipeline.world.jobs.get(present(pipeline.steps[1]).job));
    const deleted = { value: { ...stored.value, state: 'deleted' as const }, ifVersion: stored.version };
    await pipeline.world.jobs.commit({ jobId: stored.value.jobId, job: deleted });
    await pipeline.end('a', 'succeeded');

    const message = "Step 'gone' failed. There is no job 'gone' any more. A retry goes on from there.";
    expect(await pipeline.look()).toMatchObject({ outcome: 'failed', failure: { message } });
  });
});

describe('a step that fails', () => {
  test('keeps others from starting, lets those that are going end, and then fails the pipeline', async () => {
    const pipeline = await PipelineWorld.of([
      ...[step('a', { needs: [] }), step('b', { needs: [] })],
      step('c', { needs: ['b'] }),
    ]);
    await pipeline.look();
    await pipeline.end('a', 'failed');

    expect(await pipeline.look()).toMatchObject({ outcome: 'going' });
    await pipeline.end('b', 'succeeded');

    const message =
      "Step 'a' failed. work-failed: It failed. 1 of 3 steps were not started. A retry goes on from there.";
    expect(await pipeline.look()).toMatchObject({ outcome: 'failed', failure: { message } });
    expect(await pipeline.states()).toEqual({ a: 'failed', b: 'succeeded', c: 'none' });
  });

  test('is gone on from where its step says so', async () => {
    const pipeline = await PipelineWorld.of([step('a', { onFailure: 'go-on' }), step('b')]);
    await pipeline.look();
    await pipeline.end('a', 'failed');
    await pipeline.look();
    await pipeline.end('b', 'succeeded');

    expect(await pipeline.look()).toMatchObject({
      outcome: 'succeeded',
      result: { words: '1 of 2 steps have succeeded; it went on without a.', figures: { a: 'failed' } },
    });
  });
});

describe('the next attempt', () => {
  test('goes on from what has failed: nothing that has succeeded runs again', async () => {
    const pipeline = await PipelineWorld.of(CHAIN);
    await pipeline.look();
    await pipeline.end('collect', 'succeeded');
    await pipeline.look();
    await pipeline.end('measure', 'failed');
    await pipeline.look();

    const attempt = await pipeline.failAndRetry();
    await pipeline.look(attempt);

    expect(await pipeline.stepRun('collect')).toMatchObject({ attempt: 1, state: 'succeeded' });
    expect(await pipeline.stepRun('measure')).toMatchObject({
      ...{ attempt: 2, state: 'pending' },
      parent: { attempt: 2 },
    });
    await pipeline.end('measure', 'succeeded');
    await pipeline.look(attempt);
    await pipeline.end('tell', 'succeeded');
    expect(await pipeline.look(attempt)).toMatchObject({ outcome: 'succeeded' });
  });

  test('retries a step once, though it fails again, and an earlier attempt’s look comes late', async () => {
    const pipeline = await PipelineWorld.of([step('a')]);
    await pipeline.look();
    await pipeline.end('a', 'failed');
    const attempt = await pipeline.failAndRetry();
    await pipeline.look(attempt);
    await pipeline.end('a', 'failed');

    expect(await pipeline.look(1)).toEqual({ outcome: 'over' });
    expect(await pipeline.look(attempt)).toMatchObject({ outcome: 'failed' });
    expect(await pipeline.stepRun('a')).toMatchObject({ attempt: 2, state: 'failed' });
  });

  test('finds done what a person has retried meanwhile', async () => {
    const pipeline = await PipelineWorld.of([step('a'), step('b')]);
    await pipeline.look();
    await pipeline.end('a', 'failed');
    const { runId } = present(await pipeline.stepRun('a'));
    await createRetryRun(pipeline.world)(runId, PERSON);
    await pipeline.end('a', 'succeeded');

    const attempt = await pipeline.failAndRetry();
    await pipeline.look(attempt);

    expect(await pipeline.states()).toEqual({ a: 'succeeded', b: 'pending' });
  });
});

describe('a pipeline that is cancelled', () => {
  test('has its steps cancelled that have begun and that have not, and no other', async () => {
    const pipeline = await PipelineWorld.of([
      ...[step('a', { needs: [] }), step('b', { needs: [] }), step('c', { needs: [] })],
      step('d'),
    ]);
    await pipeline.look();
    await pipeline.end('a', 'succeeded');
    await pipeline.cancel();

    await pipeline.stop();

    expect(await pipeline.states()).toEqual({ a: 'succeeded', b: 'cancelled', c: 'cancelled', d: 'none' });
    expect(pipeline.world.orchestrations.cancelled).toHaveLength(3);
  });

  test('leaves a step alone that a person has retried', async () => {
    const pipeline = await PipelineWorld.of([step('a')]);
    await pipeline.look();
    await pipeline.end('a', 'failed');
    await createRetryRun(pipeline.world)(present(await pipeline.stepRun('a')).runId, PERSON);
    await pipeline.cancel();

    await pipeline.stop();

    expect(await pipeline.states()).toEqual({ a: 'pending' });
  });

  test('leaves a step alone that the next attempt has started', async () => {
    const pipeline = await PipelineWorld.of([step('a')]);
    await pipeline.look();
    await pipeline.end('a', 'failed');
    await pipeline.look(await pipeline.failAndRetry());

    await pipeline.stop(1);

    expect(await pipeline.states()).toEqual({ a: 'pending' });
  });

  test('cancels a look’s own step where the look was overtaken', async () => {
    const pipeline = await PipelineWorld.of([step('a')]);
    const { world } = pipeline;
    class OvertakenQueue extends MemoryRunQueue {
      override async enqueue(): Promise<void> {
        await pipeline.cancel();
        await pipeline.stop();
      }
    }

    await pipeline.look(1, { ...world, queue: new OvertakenQueue() });

    expect(await pipeline.states()).toEqual({ a: 'cancelled' });
  });
});

test('a step that ends sends a message to its pipeline, which wakes it', async () => {
  const pipeline = await PipelineWorld.of([step('a')]);
  await pipeline.look();
  pipeline.world.orchestrations.states.set(pipeline.runId, 'active');

  await pipeline.end('a', 'succeeded');
  await pipeline.deliver();

  expect(pipeline.world.orchestrations.woken).toContain(pipeline.runId);
});
