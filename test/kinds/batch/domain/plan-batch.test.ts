import { describe, expect, test } from 'vitest';
import { batchRatio } from '../../../../shared/kinds/batch/domain/batch-ratio.ts';
import type { BatchPlan } from '../../../../shared/kinds/batch/domain/batch-plan.ts';
import { weighNodes } from '../../../../shared/kinds/batch/domain/node-weights.ts';
import { planBatch } from '../../../../shared/kinds/batch/domain/plan-batch.ts';
import { job, node } from './example-nodes.ts';

const CPU_RICH = node('cpu-rich', 32, 16);
const MEMORY_RICH = node('memory-rich', 8, 64);
const NODES = [node('small', 4, 16), CPU_RICH, MEMORY_RICH];

function expectedNodes({ jobs }: BatchPlan): readonly (string | undefined)[] {
  return jobs.map(({ expectedOn }) => expectedOn);
}

describe('batchRatio', () => {
  test('is 0.571 for half a core and 3.5 GB: memory-heavy', () => {
    const ratio = batchRatio({ milliCores: 500, memoryBytes: 3_500_000_000 });

    expect(ratio).toEqual({ value: 0.571429, heavyIn: 'memory' });
  });

  test('is 1 for a core and 4 GB: in balance', () => {
    expect(batchRatio({ milliCores: 1000, memoryBytes: 4_000_000_000 })).toEqual({ value: 1 });
  });

  test('is decided exactly, where the figure is rounded to 1', () => {
    const ratio = batchRatio({ milliCores: 1_000_000, memoryBytes: 4_000_000_000_001 });

    expect(ratio).toEqual({ value: 1, heavyIn: 'memory' });
  });
});

describe('weighNodes', () => {
  test('gives 100, then 15, 14, 13 and so on, and never less than 1', () => {
    const weights = weighNodes(Array.from({ length: 18 }, (_, index) => `n${index}`));

    expect(weights.map(({ weight }) => weight)).toEqual([
      100, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1, 1,
    ]);
  });

  test('stays within what a manifest may hold', () => {
    expect(weighNodes(Array.from({ length: 5000 }, (_, index) => `n${index}`))).toHaveLength(500);
  });
});

describe('planBatch by ratio', () => {
  test('ranks nodes by free memory when the batch is memory-heavy', () => {
    const plan = planBatch({ strategy: 'ratio', jobs: [job('a', '500m', '3.5G')] }, NODES);

    expect(plan.jobs[0]?.preferences).toEqual([
      { node: 'memory-rich', weight: 100 },
      { node: 'cpu-rich', weight: 15 },
      { node: 'small', weight: 14 },
    ]);
  });

  test('ranks nodes by free CPU when it is CPU-heavy', () => {
    const plan = planBatch({ strategy: 'ratio', jobs: [job('a', '2', '1G')] }, NODES);

    expect(plan.jobs[0]?.preferences.map(({ node: name }) => name)).toEqual([
      'cpu-rich',
      'memory-rich',
      'small',
    ]);
  });

  test('counts what is free, not what a node has', () => {
    const taken = { ...MEMORY_RICH, requested: { milliCores: 0, memoryBytes: 60_000_000_000 } };
    const plan = planBatch({ strategy: 'ratio', jobs: [job('a', '100m', '3G')] }, [CPU_RICH, taken]);

    expect(plan.jobs[0]?.expectedOn).toBe('cpu-rich');
  });

  test('packs the batch on its primary node and spills over when that is full', () => {
    const jobs = Array.from({ length: 10 }, (_, index) => job(`j${index}`, '500m', '8G'));
    const plan = planBatch({ strategy: 'ratio', jobs }, NODES);

    expect(expectedNodes(plan)).toEqual([
      ...Array<string>(8).fill('memory-rich'),
      ...Array<string>(2).fill('cpu-rich'),
    ]);
    expect(plan.jobs[9]?.why).toMatch(/spills over to cpu-rich, the 2nd/);
  });

  test('ranks by the scarcer of the two in exact balance', () => {
    const plan = planBatch({ strategy: 'ratio', jobs: [job('a', '1', '4G')] }, [
      node('lopsided', 64, 8),
      node('even', 4, 16),
    ]);

    expect(plan.jobs[0]?.expectedOn).toBe('even');
    expect(plan.jobs[0]).not.toHaveProperty('decidedBy');
  });

  test('breaks ties by name', () => {
    const plan = planBatch({ strategy: 'ratio', jobs: [job('a', '1', '1G')] }, [
      node('b', 4, 8),
      node('a', 4, 8),
    ]);

    expect(plan.jobs[0]?.expectedOn).toBe('a');
  });
});

describe('planBatch by dominant share', () => {
  test('goes by each job’s own dominant resource, where the batch as a whole is in balance', () => {
    const jobs = [job('cpu', '6', '1G'), job('memory', '250m', '24G')];
    const nodes = [node('cpu-node', 8, 8), node('memory-node', 2, 32), node('large', 64, 256)];
    const plan = planBatch({ strategy: 'dominant-share', jobs }, nodes);

    const found = Object.fromEntries(plan.jobs.map(({ name, expectedOn }) => [name, expectedOn]));
    expect(found).toEqual({ cpu: 'cpu-node', memory: 'memory-node' });
  });

  test('places the largest first, so that small ones fill what is left', () => {
    const jobs = [job('small', '1', '1G'), job('large', '4', '4G')];
    const plan = planBatch({ strategy: 'dominant-share', jobs }, [node('four', 4, 16), node('eight', 8, 32)]);

    expect(plan.jobs.map(({ name, expectedOn }) => [name, expectedOn])).toEqual([
      ['large', 'four'],
      ['small', 'eight'],
    ]);
  });

  test('says what would be left of the node', () => {
    const plan = planBatch({ strategy: 'dominant-share', jobs: [job('a', '3', '1G')] }, [node('n', 4, 16)]);

    expect(plan.jobs[0]?.why).toBe(
      "It asks for 75 % of the cluster's free CPU, its dominant resource, and of the 1 node where it fits n has the least of that left with it: 1 core, 25 % of the node.",
    );
  });

  test('prefers what it has to wait for to nothing', () => {
    const full = node('full', 4, 16, { requested: { milliCores: 4000, memoryBytes: 0 } });
    const plan = planBatch({ strategy: 'dominant-share', jobs: [job('a', '3', '1G')] }, [full]);

    expect(plan.jobs[0]?.preferences).toEqual([{ node: 'full', weight: 100 }]);
    expect(plan.jobs[0]).not.toHaveProperty('expectedOn');
    expect(plan.jobs[0]?.why).toMatch(/^No node has room .* now: 1 node with too little CPU free \(full\)/);
  });
});

describe.each(['ratio', 'dominant-share'] as const)('nodes that a job may not use, by %s', (strategy) => {
  test.each([
    ['not-ready', { isReady: false }],
    ['unschedulable', { isUnschedulable: true }],
    ['tainted', { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] }],
    ['too-small', { allocatable: { milliCores: 100, memoryBytes: 64_000_000_000 } }],
  ] as const)('leaves out a node that is %s', (obstacle, differing) => {
    const nodes = [node('closed', 64, 256, differing), node('open', 4, 16)];
    const plan = planBatch({ strategy, jobs: [job('a', '1', '1G')] }, nodes);

    expect(plan.jobs[0]?.preferences.map(({ node: name }) => name)).toEqual(['open']);
    expect(plan.jobs[0]?.whyNot).toEqual([{ obstacle, nodes: ['closed'] }]);
  });

  test('keeps to the node selector and to required affinity', () => {
    const nodes = [
      node('plain', 64, 256),
      node('ssd', 4, 16, { labels: { disk: 'ssd' } }),
      node('ssd-old', 32, 64, { labels: { disk: 'ssd', generation: '2' } }),
    ];
    const newer = [{ matchExpressions: [{ key: 'generation', operator: 'DoesNotExist' as const }] }];
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: newer } };
    const jobs = [job('a', '1', '1G', { nodeSelector: { disk: 'ssd' }, nodeAffinity })];
    const plan = planBatch({ strategy, jobs }, nodes);

    expect(expectedNodes(plan)).toEqual(['ssd']);
  });

  test('uses a tainted node that the job tolerates', () => {
    const taints = [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }];
    const tolerations = [{ key: 'gpu', operator: 'Exists' as const }];
    const plan = planBatch({ strategy, jobs: [job('a', '1', '1G', { tolerations })] }, [
      node('gpu', 8, 32, { taints }),
    ]);

    expect(expectedNodes(plan)).toEqual(['gpu']);
  });

  test('does not put more pods on a node than it takes', () => {
    const jobs = [job('a', '1', '1G'), job('b', '1', '1G')];
    const plan = planBatch({ strategy, jobs }, [node('n', 8, 32, { podRoom: 1 })]);

    expect(expectedNodes(plan)).toEqual(['n', undefined]);
    expect(plan.jobs[1]?.whyNot).toEqual([{ obstacle: 'too-many-pods', nodes: ['n'] }]);
  });

  test('explains what no node could ever take', () => {
    const plan = planBatch({ strategy, jobs: [job('a', '100', '1G')] }, NODES);

    expect(plan.jobs[0]?.preferences).toEqual([]);
    expect(plan.jobs[0]?.why).toMatch(/^No node can take 100 cores and 1 GB, however empty: 3 nodes smaller/);
  });

  test('explains a cluster without nodes', () => {
    const plan = planBatch({ strategy, jobs: [job('a', '1', '1G')] }, []);

    expect(plan.jobs[0]?.why).toMatch(/the cluster has no nodes/);
  });
});

describe('why not elsewhere', () => {
  test('names twenty nodes of a large cluster, and counts the others', () => {
    const taints = [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }];
    const reserved = Array.from({ length: 32 }, (_, index) => node(`gpu-${index}`, 4, 16, { taints }));

    const plan = planBatch({ strategy: 'ratio', jobs: [job('a', '64', '1G')] }, reserved);

    expect(plan.jobs[0]?.whyNot).toMatchObject([{ obstacle: 'tainted', more: 12 }]);
    expect(plan.jobs[0]?.whyNot[0]?.nodes).toHaveLength(20);
    expect(plan.jobs[0]?.why).toContain('32 nodes tainted');
  });
});
