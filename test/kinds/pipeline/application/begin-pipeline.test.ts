import { expect, test } from 'vitest';
import { PipelineWorld, step } from '../../../support/pipeline-world.ts';

const BESIDE = [step('a'), step('b', { needs: [] })];

async function goingPipeline(): Promise<PipelineWorld> {
  const pipeline = await PipelineWorld.of(BESIDE);
  await pipeline.look();
  await pipeline.deliver();
  return pipeline;
}

test('begins with the steps of the job', async () => {
  const pipeline = await PipelineWorld.of(BESIDE);

  expect(await pipeline.begin()).toEqual({ outcome: 'begun', task: { steps: pipeline.steps } });
});

test('begun anew after a cancellation that its lost work did not hear of, calls its steps off, once', async () => {
  const pipeline = await goingPipeline();
  await pipeline.cancel();
  expect(await pipeline.states()).toEqual({ a: 'running', b: 'running' });

  expect(await pipeline.begin()).toEqual({ outcome: 'over' });
  await pipeline.begin();

  expect(await pipeline.states()).toEqual({ a: 'cancelled', b: 'cancelled' });
  expect(pipeline.world.orchestrations.cancelled.filter((name) => name.startsWith('a.'))).toHaveLength(1);
});

test('of an attempt that another has followed leaves the steps to that', async () => {
  const pipeline = await goingPipeline();
  await pipeline.failAndRetry();

  expect(await pipeline.begin(1)).toEqual({ outcome: 'over' });
  expect(await pipeline.states()).toEqual({ a: 'running', b: 'running' });
});
