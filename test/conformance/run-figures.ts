import { beforeEach, describe, expect, test } from 'vitest';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { RunFigures } from '../../shared/application/ports/run-figures.ts';
import type { Run } from '../../shared/domain/run/run.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { toFailed, toRunning, toWaiting } from '../../shared/domain/run/run-transitions.ts';
import { at, exampleJob } from '../support/example-job.ts';
import { exampleReportJob } from '../support/example-report-job.ts';
import { examplePendingRun } from '../support/example-run.ts';

const DUE = at('2026-03-01T06:00:00Z');
const MINUTE = 60_000;

/** What every RunFigures has to do; `make` gives stores of the same empty container. */
export function describeRunFigures(
  make: () => Promise<{ readonly jobs: JobStore; readonly figures: RunFigures }>,
): void {
  let jobs: JobStore;
  let figures: RunFigures;

  beforeEach(async () => {
    ({ jobs, figures } = await make());
  });

  async function storeRuns(...runs: readonly Run[]): Promise<void> {
    for (const value of runs) {
      await jobs.commit({ jobId: value.jobId, runs: [{ value, ifVersion: undefined }] });
    }
  }

  function pendingAt(minute: number, valueStream = 'retention') {
    const run = examplePendingRun();
    const effectiveAt = DUE + minute * MINUTE;
    return { ...run, runId: runIdOf(run.jobId, effectiveAt), effectiveAt, valueStream };
  }

  describe('the figures of jobs and runs', () => {
    test('are none where there is nothing', async () => {
      expect(await figures.countJobs()).toEqual([]);
      expect(await figures.countUnfinishedRuns()).toEqual([]);
      expect(await figures.countOverdueRuns(DUE)).toEqual(new Map());
    });

    test('count jobs by value stream, kind and state, without the deleted ones', async () => {
      await jobs.create(exampleJob({ jobId: 'a' }));
      await jobs.create(exampleJob({ jobId: 'b' }));
      await jobs.create(exampleJob({ jobId: 'c', state: 'paused' }));
      await jobs.create(exampleJob({ jobId: 'd', state: 'deleted' }));
      await jobs.create(exampleReportJob({ jobId: 'e', valueStream: 'sales "1"' }));

      expect(new Set(await figures.countJobs())).toEqual(
        new Set([
          { valueStream: 'retention', kind: 'stability', state: 'active', count: 2 },
          { valueStream: 'retention', kind: 'stability', state: 'paused', count: 1 },
          { valueStream: 'sales "1"', kind: 'report-collection', state: 'active', count: 1 },
        ]),
      );
    });

    test('count runs that have not ended', async () => {
      const running = toRunning(pendingAt(3), DUE);
      await storeRuns(
        ...[pendingAt(0), pendingAt(1), pendingAt(2, 'sales'), running],
        ...[toWaiting(pendingAt(4), 'overlap', DUE)],
        toFailed(toRunning(pendingAt(5), DUE), { reason: 'timed-out', message: '' }, DUE),
      );

      expect(new Set(await figures.countUnfinishedRuns())).toEqual(
        new Set([
          { valueStream: 'retention', state: 'pending', count: 2 },
          { valueStream: 'sales', state: 'pending', count: 1 },
          { valueStream: 'retention', state: 'running', count: 1 },
          { valueStream: 'retention', state: 'waiting', count: 1 },
        ]),
      );
    });

    test('count and list the pending ones that were to have started', async () => {
      const [first, second, third] = [pendingAt(0), pendingAt(1, 'sales'), pendingAt(2)];
      await storeRuns(third, second, first, toRunning(pendingAt(-5), DUE));

      expect(await figures.countOverdueRuns(DUE + MINUTE)).toEqual(
        new Map([
          ['retention', 1],
          ['sales', 1],
        ]),
      );
      const span = { after: DUE, until: DUE + 2 * MINUTE };
      expect(await figures.overdueRuns(span, 5)).toEqual([second, third]);
      expect(await figures.overdueRuns(span, 1)).toEqual([second]);
      expect(await figures.overdueRuns({ ...span, valueStreams: ['retention'] }, 5)).toEqual([third]);
      expect(await figures.overdueRuns({ ...span, valueStreams: [] }, 5)).toEqual([]);
    });

    test('tell when the pending ones are to start', async () => {
      await storeRuns(pendingAt(0), pendingAt(1, 'sales'), pendingAt(2), toRunning(pendingAt(3), DUE));

      const span = { after: DUE, until: DUE + 3 * MINUTE };
      expect(new Set(await figures.pendingStarts(span, 5))).toEqual(
        new Set([DUE + MINUTE, DUE + 2 * MINUTE]),
      );
      expect(await figures.pendingStarts({ ...span, valueStreams: ['sales'] }, 5)).toEqual([DUE + MINUTE]);
      expect(await figures.pendingStarts(span, 1)).toHaveLength(1);
    });
  });
}
