import { describe, expect, test } from 'vitest';
import { takePlace, type Gate, type GateHolder } from '../../../shared/domain/run/gate.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../../support/example-job.ts';

const [A, B, C] = [runOf('a'), runOf('b'), runOf('c')];

function runOf(job: string, attempt = 1): GateHolder {
  return { runId: runIdOf(jobIdFrom(job), 0), attempt };
}

function gateOf(limit: number, ...holders: GateHolder[]): Gate {
  return { key: 'cluster', limit, holders };
}

describe('takePlace', () => {
  test('gives a free place', () => {
    expect(takePlace(gateOf(2, A), 2, B)).toEqual(gateOf(2, A, B));
  });

  test('gives none when all are taken', () => {
    expect(takePlace(gateOf(2, A, B), 2, C)).toBeUndefined();
  });

  test('lets a run keep the place that it holds, full or not', () => {
    expect(takePlace(gateOf(2, A, B), 2, A)).toEqual(gateOf(2, B, A));
  });

  test('gives the place of a run to its later attempt', () => {
    expect(takePlace(gateOf(1, A), 1, runOf('a', 2))).toEqual(gateOf(1, runOf('a', 2)));
  });

  test('counts by the limit of the run that asks', () => {
    expect(takePlace(gateOf(2, A, B), 3, C)).toEqual(gateOf(3, A, B, C));
    expect(takePlace(gateOf(3, A), 1, C)).toBeUndefined();
  });
});
