import { describe, expect, test } from 'vitest';
import { freeOf } from '../../../../shared/kinds/batch/domain/cluster-node.ts';
import { requestOf } from '../../../../shared/kinds/batch/domain/batch-job.ts';
import { lackingIn } from '../../../../shared/kinds/batch/domain/resources.ts';
import { drawBatch } from '../simulation/draw-batch.ts';
import { measureBatches } from '../simulation/measure-batches.ts';
import { placeBatch } from '../simulation/place-batch.ts';

const SEEDS = Array.from({ length: 100 }, (_, seed) => seed);

describe.each(['ratio', 'dominant-share'] as const)('a hundred drawn batches by %s', (strategy) => {
  const placed = SEEDS.map((seed) => ({ drawn: drawBatch(seed), ...placeBatch(drawBatch(seed), strategy) }));

  test('never ask for more of a node than it has, neither as foretold nor as placed', () => {
    for (const { plan, after } of placed) {
      for (const { freeAfter } of plan.nodes) {
        expect(freeAfter.milliCores).toBeGreaterThanOrEqual(0);
        expect(freeAfter.memoryBytes).toBeGreaterThanOrEqual(0);
      }
      for (const { requested, allocatable, podCount, podLimit } of after) {
        expect(requested.cpu).toBeLessThanOrEqual(allocatable.cpu);
        expect(requested.memory).toBeLessThanOrEqual(allocatable.memory);
        expect(podCount).toBeLessThanOrEqual(podLimit);
      }
    }
  });

  test('have each job placed or explained', () => {
    for (const { plan, drawn } of placed) {
      expect(plan.jobs.map(({ name }) => name).sort()).toEqual(drawn.jobs.map(({ name }) => name).sort());
      for (const { expectedOn, why, whyNot } of plan.jobs) {
        expect(why).toMatch(
          expectedOn === undefined ? /^No node (has room|can take)/ : new RegExp(expectedOn),
        );
        if (expectedOn === undefined)
          expect(whyNot.flatMap(({ nodes }) => nodes)).toHaveLength(drawn.nodes.length);
      }
    }
  });

  test('have a job wait only where it fits nowhere', () => {
    for (const { jobs, after, drawn } of placed) {
      for (const { name } of jobs.filter(({ node }) => node === undefined)) {
        const job = drawn.jobs.find((one) => one.name === name);
        const open = drawn.nodes.filter(
          ({ isUnschedulable, taints }) => !isUnschedulable && taints.length === 0,
        );
        const request = job === undefined ? undefined : requestOf(job);
        const fitting = open.filter((node) => {
          const now = after.find((one) => one.name === node.name);
          const requested = { milliCores: now?.requested.cpu ?? 0, memoryBytes: now?.requested.memory ?? 0 };
          const isFull = (now?.podCount ?? 0) >= (now?.podLimit ?? 0);
          return (
            request !== undefined &&
            !isFull &&
            lackingIn(freeOf({ ...node, requested }), request).length === 0
          );
        });
        expect(fitting).toEqual([]);
      }
    }
  });

  test('give the best node 100, the next 15, and none less than 1', () => {
    for (const { plan } of placed) {
      for (const { preferences } of plan.jobs) {
        const weights = preferences.map(({ weight }) => weight);
        expect(weights).toEqual([100, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4].slice(0, weights.length));
      }
    }
  });

  test('are placed the same each time', () => {
    for (const seed of SEEDS.slice(0, 10)) {
      expect(placeBatch(drawBatch(seed), strategy)).toEqual(placeBatch(drawBatch(seed), strategy));
    }
  });
});

describe('the strategies side by side', () => {
  const rows = measureBatches(100).filter(({ profile }) => profile === 'all');
  const [ratio, dominantShare, unguided] = rows;

  test('pack batches on fewer nodes than the scheduler alone', () => {
    expect(ratio?.nodes).toBeLessThan(unguided?.nodes ?? 0);
    expect(dominantShare?.nodes).toBeLessThan(unguided?.nodes ?? 0);
  });

  test('place more of what is asked for by dominant share, each job on its own first node', () => {
    expect(dominantShare?.amount).toBeGreaterThan(ratio?.amount ?? 1);
    expect(dominantShare?.asExpected).toBe(1);
  });

  test('fill the nodes that they use fuller, best fit the fullest', () => {
    expect(ratio?.fullness).toBeGreaterThan(unguided?.fullness ?? 1);
    expect(dominantShare?.fullness).toBeGreaterThan(ratio?.fullness ?? 1);
  });
});
