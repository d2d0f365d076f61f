import { describe, expect, test } from 'vitest';
import { leaseIdOf } from '../../../shared/adapters/blob/lease-id.ts';
import { isRunId, type RunId } from '../../../shared/domain/run/run-id.ts';

describe('leaseIdOf', () => {
  test('gives a UUID, as Azure asks for', () => {
    for (let attempt = 1; attempt <= 100; attempt += 1) {
      const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
      expect(leaseIdOf({ runId: runId('sales'), attempt })).toMatch(pattern);
    }
  });

  test('gives an attempt always the same', () => {
    const id = leaseIdOf({ runId: runId('sales'), attempt: 2 });

    // Leases that are held while the app is deployed anew have to be found again.
    expect(id).toBe('af6b39e2-bf43-84ed-a4e0-76407459b3c3');
  });

  test('gives other attempts and other runs another', () => {
    const ids = ['sales', 'stock'].flatMap((job) =>
      [1, 2, 12].map((attempt) => leaseIdOf({ runId: runId(job), attempt })),
    );

    expect(new Set(ids).size).toBe(6);
  });
});

function runId(jobId: string): RunId {
  const text = `${jobId}.20260301T060000Z`;
  if (!isRunId(text)) throw new Error(`'${text}' is no run id.`);
  return text;
}
