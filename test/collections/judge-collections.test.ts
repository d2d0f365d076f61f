import { describe, expect, test } from 'vitest';
import { collectionJobs, type CollectionJob } from './collection-jobs.ts';
import { judgeCollections, type Verdict } from './judge-collections.ts';
import type { JobOutcome, RunOutcome, SlotOutcome } from './read-outcome.ts';
import type { SeenReport } from './report-watch.ts';
import { present } from '../support/present.ts';

const options = {
  ...{ resources: 1, jobsPerResource: 1, everySeconds: 5, slotsPerJob: 2 },
  ...{ timeoutSeconds: 10, abandonSeconds: 10 },
};
const job: CollectionJob = present(
  collectionJobs(options, 'http://127.0.0.1:1', Date.parse('2026-03-01T06:00:00Z'))[0],
);
const [firstId = '', secondId = ''] = job.runIds;

const ran: SlotOutcome = { dueAt: '2026-03-01T06:00:00.000Z', answer: 'ran', runId: firstId };
const skipped: SlotOutcome = {
  ...{ dueAt: '2026-03-01T06:00:05.000Z', answer: 'skipped: overlap', runId: secondId },
};
const succeeded: RunOutcome = {
  ...{ runId: firstId, state: 'succeeded', attempt: 1 },
  result: { path: 'reports/a.csv', sha256: 'aa', rowCount: 3, epoch: 2 },
};
const blob: SeenReport = { name: 'a.csv', runId: firstId, epoch: 2, sha256: 'aa', rowCount: 3 };

function judge(
  outcome: Partial<JobOutcome> = {},
  {
    worstOverlap = 1,
    blobs = [blob],
  }: { readonly worstOverlap?: number; readonly blobs?: SeenReport[] } = {},
): Verdict {
  return judgeCollections(
    [{ job, slots: [ran, skipped], runs: [succeeded], ...outcome }],
    { resources: { 'resource-0': { requests: 2, inFlight: 0, worstOverlap } } },
    new Map(blobs.map((each) => [each.name, each])),
  );
}

describe('judgeCollections', () => {
  test('finds no fault where each slot has its report or its reason', () => {
    expect(judge()).toMatchObject({ faults: [], slots: 2, reports: 1, reasons: { 'skipped: overlap': 1 } });
  });

  test('allows the blob of a run that failed after all, and counts it', () => {
    const failed: RunOutcome = { runId: secondId, state: 'failed', attempt: 3 };
    const left = { ...blob, name: 'b.csv', runId: secondId, sha256: 'bb' };

    expect(judge({ runs: [succeeded, failed] }, { blobs: [blob, left] })).toMatchObject({
      ...{ faults: [], leftBehind: 1 },
    });
  });

  test.each<[string, Verdict]>([
    ['2 requests were in flight', judge({}, { worstOverlap: 2 })],
    ['06:00:05.000Z: no answer', judge({ slots: [ran] })],
    ['06:00:00.000Z: two answers', judge({ slots: [ran, ran, skipped] })],
    ['06:00:05.000Z: pending', judge({ slots: [ran, { ...skipped, answer: 'pending' }] })],
    ['still running', judge({ runs: [succeeded, { runId: secondId, state: 'running', attempt: 1 }] })],
    ['of no slot', judge({ runs: [succeeded, { runId: 'x.y', state: 'failed', attempt: 1 }] })],
    ['without a result', judge({ runs: [{ runId: firstId, state: 'succeeded', attempt: 1 }] })],
    ["no blob 'reports/a.csv'", judge({}, { blobs: [] })],
    ['not what its result says', judge({}, { blobs: [{ ...blob, sha256: 'bb' }] })],
    ['2 rows, not 3', judge({}, { blobs: [{ ...blob, rowCount: 2 }] })],
    ['of no later epoch', judge({}, { blobs: [{ ...blob, runId: secondId }] })],
    ['which is no run', judge({}, { blobs: [blob, { ...blob, name: 'b.csv', runId: 'x' }] })],
    ['has the report of', judge({ slots: [ran, { ...ran, dueAt: skipped.dueAt }] })],
  ])('finds: %s', (fault, { faults }) => {
    expect(faults.join('; ')).toContain(fault);
  });
});
