import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { batchPlan } from '../../../shared/kinds/batch/contracts/stored-plan.ts';
import { jobRows, nodeRows } from '../../../web/runs/detail/placement-view.ts';

const GIB = 1024 ** 3;

/** As the contract has it: what the page reads of it has to be there. */
const PLAN: z.output<typeof batchPlan> = {
  strategy: 'ratio',
  ratio: { value: 1 },
  total: { milliCores: 1500, memoryBytes: 2 * GIB },
  jobs: [
    {
      ...{ name: 'train', request: { milliCores: 1000, memoryBytes: 2 * GIB }, preferences: [] },
      ...{ expectedOn: 'node-2', why: 'It has the most room.' },
      whyNot: [
        { obstacle: 'too-little-cpu-free', nodes: ['node-1'] },
        { obstacle: 'tainted', nodes: ['a', 'b', 'c', 'd', 'e'], more: 2 },
      ],
    },
    {
      ...{ name: 'wait', request: { milliCores: 500, memoryBytes: GIB / 2 }, preferences: [] },
      ...{ why: 'No node has room.', whyNot: [] },
    },
  ],
  nodes: [node('node-1', { free: 1000, freeAfter: 1000 }), node('node-2', { free: 3000, freeAfter: 2000 })],
};

describe('the nodes of a plan', () => {
  test('begin with those that get something', () => {
    expect(nodeRows(PLAN).map(({ name, jobs }) => [name, jobs])).toEqual([
      ['node-2', ['train']],
      ['node-1', []],
    ]);
  });

  test('draw what was there and what is added, as parts of what the node may give', () => {
    expect(nodeRows(PLAN)[0]?.bars[0]).toEqual({
      ...{ label: 'CPU', before: 25, added: 25 },
      text: '2 of 4 cores',
    });
  });

  test('draw nothing of a node that has nothing to give', () => {
    const empty = { milliCores: 0, memoryBytes: 0 };
    const none = { name: 'n', allocatable: empty, free: empty, freeAfter: empty, expectedJobs: 0 };

    const [row] = nodeRows({ ...PLAN, nodes: [none] });

    expect(row?.bars.map(({ before, added }) => [before, added])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

describe('the jobs of a plan', () => {
  test('say what they ask for and where they go', () => {
    const [train, wait] = jobRows(PLAN);

    expect(train).toMatchObject({ asks: '1 core, 2.15 GB', node: 'node-2', why: 'It has the most room.' });
    expect(wait).toMatchObject({ asks: '0.5 cores, 0.54 GB', node: undefined });
  });

  test('end with those that an earlier attempt has done', () => {
    const kept = [{ name: 'done', attempt: 1, node: 'node-9', isOnPrimary: true }];

    expect(jobRows({ ...PLAN, kept }).at(-1)).toEqual({
      ...{ name: 'done', asks: '–', node: 'node-9', whyNot: [] },
      why: 'It has succeeded in attempt 1, and is not made again.',
    });
  });

  test('name a few nodes that they cannot go to, and count many', () => {
    expect(jobRows(PLAN)[0]?.whyNot).toEqual([
      { reason: 'too little cpu free', nodes: 'node-1' },
      { reason: 'tainted', nodes: '7 nodes' },
    ]);
  });
});

function node(name: string, { free, freeAfter }: { readonly free: number; readonly freeAfter: number }) {
  const of = (milliCores: number) => ({ milliCores, memoryBytes: 4 * GIB });
  return { name, expectedJobs: 1, allocatable: of(4000), free: of(free), freeAfter: of(freeAfter) };
}
