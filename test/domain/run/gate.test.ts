import { describe, expect, test } from 'vitest';
import { takePlace, type Gate } from '../../../shared/domain/run/gate.ts';
import { runIdOf, type RunId } from '../../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../../support/example-job.ts';

const [A, B, C] = [runOf('a'), runOf('b'), runOf('c')];

function runOf(job: string): RunId {
  return runIdOf(jobIdFrom(job), 0);
}

function gateOf(limit: number, ...holders: RunId[]): Gate {
  return { key: 'cluster', limit, holders };
}

describe('takePlace', () => {
  test('gives a free place', () => {
    expect(takePlace(gateOf(2, A), 2, B)).toEqual(gateOf(2, A, B));
  });

  test('gives none when all are taken', () => {
    expect(takePlace(gateOf(2, A, B), 2, C)).toBeUndefined();
  });

  test('leaves the gate as it is for a run that holds a place, full or not', () => {
    const full = gateOf(2, A, B);

    expect(takePlace(full, 2, A)).toBe(full);
  });

  test('counts by the limit of the run that asks', () => {
    expect(takePlace(gateOf(2, A, B), 3, C)).toEqual(gateOf(3, A, B, C));
    expect(takePlace(gateOf(3, A), 1, C)).toBeUndefined();
  });
});
