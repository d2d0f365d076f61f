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
    const routes = [...app.https].map(([name, { methods, route }]) => [
      name,
      `${methods?.join() ?? ''} /api/${route ?? ''}`,
    ]);

    expect(Object.fromEntries(routes)).toEqual({
      bulkJobs: 'POST /api/jobs/bulk',
      importJobs: 'POST /api/imports',
      acknowledgeAlert: 'POST /api/alerts/{incidentId}/acknowledge',
      deleteAlertRule: 'DELETE /api/alert-rules/{ruleId}',
      listAlertDeliveries: 'GET /api/alerts/{incidentId}/deliveries',
      listAlertRules: 'GET /api/alert-rules',
      listAlerts: 'GET /api/alerts',
      listAlertSubjects: 'GET /api/alerts/{incidentId}/subjects',
      muteAlert: 'POST /api/alerts/{incidentId}/mute',
      muteAlertRule: 'POST /api/alert-rules/{ruleId}/mute',
      readAlert: 'GET /api/alerts/{incidentId}',
      readAlertRule: 'GET /api/alert-rules/{ruleId}',
      resolveAlert: 'POST /api/alerts/{incidentId}/resolve',
      retryDelivery: 'POST /api/alerts/{incidentId}/deliveries/{deliveryId}/retry',
      saveAlertRule: 'PUT /api/alert-rules/{ruleId}',
      testAlertRule: 'POST /api/alert-rules/{ruleId}/test',
      unmuteAlert: 'DELETE /api/alerts/{incidentId}/mute',
      unmuteAlertRule: 'DELETE /api/alert-rules/{ruleId}/mute',
      breakLock: 'POST /api/locks/{resource}/break',
      cancelBackfill: 'POST /api/jobs/{jobId}/backfills/{backfillId}/cancel',
      cancelRun: 'POST /api/runs/{runId}/cancel',
      checkMigration: 'POST /api/models/{modelId}/migration-check',
      createKey: 'POST /api/keys',
      deleteCalendar: 'DELETE /api/calendars/{name}',
      deleteGrants: 'DELETE /api/grants/{principal}',
      deleteJob: 'DELETE /api/jobs/{jobId}',
      deleteModel: 'DELETE /api/models/{modelId}',
      editJob: 'PUT /api/jobs/{jobId}',
      graphql: 'POST /api/graphql',
      health: 'GET /api/health',
      listAllRuns: 'GET /api/runs',
      listAuditLog: 'GET /api/audit-log',
      listBackfillRuns: 'GET /api/jobs/{jobId}/backfills/{backfillId}/runs',
      listBackfills: 'GET /api/jobs/{jobId}/backfills',
      listBaselines: 'GET /api/models/{modelId}/baselines',
      listCalendarHistory: 'GET /api/calendars/{name}/history',
      listCalendars: 'GET /api/calendars',
      listGrants: 'GET /api/grants',
      listJobHistory: 'GET /api/jobs/{jobId}/history',
      listJobs: 'GET /api/jobs',
      listKeys: 'GET /api/keys',
      listLocks: 'GET /api/locks',
      listModels: 'GET /api/models',
      listJobLogs: 'GET /api/jobs/{jobId}/logs',
      listRunLogs: 'GET /api/runs/{runId}/logs',
      listRuns: 'GET /api/jobs/{jobId}/runs',
      listSlots: 'GET /api/jobs/{jobId}/slots',
      listStability: 'GET /api/models/{modelId}/stability',
      patchJob: 'PATCH /api/jobs/{jobId}',
      pauseBackfill: 'POST /api/jobs/{jobId}/backfills/{backfillId}/pause',
      pauseJob: 'POST /api/jobs/{jobId}/pause',
      previewJob: 'GET /api/jobs/{jobId}/preview',
      previewRecurrences: 'POST /api/recurrences/preview',
      readAudit: 'GET /api/audit',
      readBackfill: 'GET /api/jobs/{jobId}/backfills/{backfillId}',
      readBaseline: 'GET /api/models/{modelId}/baselines/{baselineId}',
      readDocsAsset: 'GET /api/docs/{asset}',
      readDocsPage: 'GET /api/docs',
      readOpenApi: 'GET /api/openapi.json',
      readCalendar: 'GET /api/calendars/{name}',
      readGrants: 'GET /api/grants/{principal}',
      readJob: 'GET /api/jobs/{jobId}',
      readJobDefinition: 'GET /api/jobs/{jobId}/history/{generation}',
      readLock: 'GET /api/locks/{resource}',
      readMe: 'GET /api/me',
      readMetrics: 'GET /api/metrics',
      readModel: 'GET /api/models/{modelId}',
      readRun: 'GET /api/runs/{runId}',
      readStability: 'GET /api/models/{modelId}/stability/{runId}',
      registerBaseline: 'POST /api/models/{modelId}/baselines',
      restoreJob: 'POST /api/jobs/{jobId}/restore',
      resumeBackfill: 'POST /api/jobs/{jobId}/backfills/{backfillId}/resume',
      resumeJob: 'POST /api/jobs/{jobId}/resume',
      retryJob: 'POST /api/jobs/{jobId}/retry',
      retryRun: 'POST /api/runs/{runId}/retry',
      retryRuns: 'POST /api/runs/retry',
      revokeKey: 'DELETE /api/keys/{keyId}',
      saveCalendar: 'PUT /api/calendars/{name}',
      saveGrants: 'PUT /api/grants/{principal}',
      saveModel: 'PUT /api/models/{modelId}',
      scheduleJob: 'POST /api/jobs/schedule',
      simulateJob: 'POST /api/jobs/{jobId}/simulate',
      simulateRecurrences: 'POST /api/recurrences/simulate',
      startBackfill: 'POST /api/jobs/{jobId}/backfills',
      triggerRun: 'POST /api/jobs/{jobId}/runs',
      watch: 'GET /api/watch',
      unknownRoute: 'GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS /api/{*path}',
    });
  });

  test('run on these timers', () => {
    expect([...app.timers].map(([name, { schedule }]) => [name, schedule])).toEqual([
      ['tendBackfills', '%RECOVERY_SCHEDULE%'],
      ['auditJobs', '%AUDIT_SCHEDULE%'],
      ['dispatchDueRuns', '%DISPATCH_SCHEDULE%'],
      ['recoverStalledRuns', '%RECOVERY_SCHEDULE%'],
      ['raiseAlerts', '%ALERTS_RAISE_SCHEDULE%'],
      ['deliverAlerts', '%ALERTS_DELIVER_SCHEDULE%'],
      ['followRuns', '%STATISTICS_SCHEDULE%'],
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
