import { describe, expect, test } from 'vitest';
import { CHECK_UPSTREAM } from '../../shared/contracts/durable/readiness.ts';
import {
  CHECK_DATA,
  COMMIT_RESULT,
  DELIVER_RESULTS,
  MEASURE_STABILITY,
  RECORD_FAILURE,
  RECORD_STABILITY,
  RUN_STABILITY_JOB,
} from '../../shared/contracts/durable/stability-run.ts';
import { registerIn } from '../support/memory/memory-app.ts';
import { createMemoryWorld } from '../support/memory/memory-world.ts';

const app = registerIn(createMemoryWorld('2026-03-01T00:00:00Z'));

describe('the functions of the app', () => {
  test('answer these routes', () => {
    const routes = [...app.https].map(([name, { methods, route, authLevel }]) => [
      name,
      `${methods?.join() ?? ''} /api/${route ?? ''}`,
      authLevel,
    ]);

    expect(routes).toEqual([
      ['scheduleJob', 'POST /api/jobs/schedule', 'function'],
      ['listJobs', 'GET /api/jobs', 'function'],
      ['readJob', 'GET /api/jobs/{jobId}', 'function'],
      ['deleteJob', 'DELETE /api/jobs/{jobId}', 'function'],
      ['editJob', 'PUT /api/jobs/{jobId}', 'function'],
      ['pauseJob', 'POST /api/jobs/{jobId}/pause', 'function'],
      ['resumeJob', 'POST /api/jobs/{jobId}/resume', 'function'],
      ['registerBaseline', 'POST /api/models/{modelId}/baselines', 'function'],
      ['listBaselines', 'GET /api/models/{modelId}/baselines', 'function'],
      ['readBaseline', 'GET /api/models/{modelId}/baselines/{baselineId}', 'function'],
      ['checkMigration', 'POST /api/models/{modelId}/migration-check', 'function'],
      ['listModels', 'GET /api/models', 'function'],
      ['listStability', 'GET /api/models/{modelId}/stability', 'function'],
      ['readStability', 'GET /api/models/{modelId}/stability/{runId}', 'function'],
      ['triggerRun', 'POST /api/jobs/{jobId}/runs', 'function'],
      ['listRuns', 'GET /api/jobs/{jobId}/runs', 'function'],
      ['readRun', 'GET /api/runs/{runId}', 'function'],
      ['startBackfill', 'POST /api/jobs/{jobId}/backfills', 'function'],
      ['listBackfills', 'GET /api/jobs/{jobId}/backfills', 'function'],
      ['readBackfill', 'GET /api/jobs/{jobId}/backfills/{backfillId}', 'function'],
      ['pauseBackfill', 'POST /api/jobs/{jobId}/backfills/{backfillId}/pause', 'function'],
      ['resumeBackfill', 'POST /api/jobs/{jobId}/backfills/{backfillId}/resume', 'function'],
      ['cancelBackfill', 'POST /api/jobs/{jobId}/backfills/{backfillId}/cancel', 'function'],
      ['listCalendars', 'GET /api/calendars', 'function'],
      ['readCalendar', 'GET /api/calendars/{name}', 'function'],
      ['saveCalendar', 'PUT /api/calendars/{name}', 'function'],
      ['deleteCalendar', 'DELETE /api/calendars/{name}', 'function'],
      ['previewRecurrences', 'POST /api/recurrences/preview', 'function'],
      ['previewJob', 'GET /api/jobs/{jobId}/preview', 'function'],
      ['simulateRecurrences', 'POST /api/recurrences/simulate', 'function'],
      ['simulateJob', 'POST /api/jobs/{jobId}/simulate', 'function'],
      ['listAllRuns', 'GET /api/runs', 'function'],
      ['retryRuns', 'POST /api/runs/retry', 'function'],
      ['retryRun', 'POST /api/runs/{runId}/retry', 'function'],
      ['cancelRun', 'POST /api/runs/{runId}/cancel', 'function'],
      ['listSlots', 'GET /api/jobs/{jobId}/slots', 'function'],
      ['listLocks', 'GET /api/locks', 'function'],
      ['readLock', 'GET /api/locks/{resource}', 'function'],
      ['breakLock', 'POST /api/locks/{resource}/break', 'function'],
      ['readAudit', 'GET /api/audit', 'function'],
      ['health', 'GET /api/health', 'anonymous'],
    ]);
  });

  test('run on these timers', () => {
    expect([...app.timers].map(([name, { schedule }]) => [name, schedule])).toEqual([
      ['tendBackfills', '%RECOVERY_SCHEDULE%'],
      ['auditJobs', '%AUDIT_SCHEDULE%'],
      ['dispatchDueRuns', '%DISPATCH_SCHEDULE%'],
      ['recoverStalledRuns', '%RECOVERY_SCHEDULE%'],
    ]);
  });

  test('listen to these queues', () => {
    expect(
      [...app.queues].map(([name, { queueName, connection, extraInputs }]) => [
        name,
        queueName,
        connection,
        extraInputs?.map(({ type }) => type),
      ]),
    ).toEqual([
      ['buryRun', 'runs/$DeadLetterQueue', 'SERVICE_BUS', ['durableClient']],
      ['buryBulkRun', 'runs-bulk/$DeadLetterQueue', 'SERVICE_BUS', ['durableClient']],
      ['startRun', 'runs', 'SERVICE_BUS', ['durableClient']],
      ['startBulkRun', 'runs-bulk', 'SERVICE_BUS', ['durableClient']],
    ]);
  });

  test('keep the names that are stored in histories', () => {
    expect([
      ...[RUN_STABILITY_JOB, MEASURE_STABILITY, COMMIT_RESULT, RECORD_STABILITY],
      ...[DELIVER_RESULTS, RECORD_FAILURE, CHECK_DATA, CHECK_UPSTREAM],
    ]).toEqual([
      'runStabilityJob',
      'measureStability',
      'commitResult',
      'recordStability',
      'deliverResults',
      'recordFailure',
      'checkData',
      'checkUpstream',
    ]);
  });
});
