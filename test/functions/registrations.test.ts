import { describe, expect, test } from 'vitest';
import { CHECK_UPSTREAM } from '../../shared/contracts/durable/readiness.ts';
import { RECORD_FAILURE } from '../../shared/contracts/durable/run-steps.ts';
import {
  CHECK_DATA,
  COMMIT_RESULT,
  DELIVER_RESULTS,
  MEASURE_STABILITY,
  RECORD_STABILITY,
  RUN_STABILITY_JOB,
} from '../../shared/kinds/stability/contracts/stability-run.ts';
import { matchRoute, parseRouteTemplate } from '../../local/functions-host/http/route-template.ts';
import { registerIn } from '../support/memory/memory-app.ts';
import { createMemoryWorld } from '../support/memory/memory-world.ts';

const app = registerIn(createMemoryWorld('2026-03-01T00:00:00Z'));

describe('the functions of the app', () => {
  test('answer these routes', () => {
    const routes = [...app.https].map(([name, { methods, route }]) => [
      name,
      `${methods?.join() ?? ''} /${route ?? ''}`,
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
      deleteFleet: 'DELETE /api/fleets/{fleetId}',
      deleteFleetOverride: 'DELETE /api/fleets/{fleetId}/overrides/{modelId}',
      listTemplates: 'GET /api/templates',
      deleteTemplate: 'DELETE /api/templates/{valueStream}',
      listFleetJobs: 'GET /api/fleets/{fleetId}/jobs',
      listFleets: 'GET /api/fleets',
      pauseFleet: 'POST /api/fleets/{fleetId}/pause',
      previewFleet: 'POST /api/fleets/{fleetId}/preview',
      readFleet: 'GET /api/fleets/{fleetId}',
      readTemplate: 'GET /api/templates/{valueStream}',
      resumeFleet: 'POST /api/fleets/{fleetId}/resume',
      saveFleet: 'PUT /api/fleets/{fleetId}',
      saveFleetOverride: 'PUT /api/fleets/{fleetId}/overrides/{modelId}',
      saveTemplate: 'PUT /api/templates/{valueStream}',
      scheduleFromTemplate: 'POST /api/templates/{valueStream}/jobs',
      triggerFleet: 'POST /api/fleets/{fleetId}/runs',
      graphql: 'POST /api/graphql',
      askEdgeOrders: 'POST /api/edge-sites/{site}/orders',
      listEdgeOrders: 'GET /api/edge-sites/{site}/orders',
      listRunEdgeOrders: 'GET /api/runs/{runId}/edge-orders',
      listEdgeSites: 'GET /api/edge-sites',
      listEdges: 'GET /api/edge-sites/{site}/edges',
      readEdge: 'GET /api/edge-sites/{site}/edges/{edge}',
      readEdgeConfig: 'GET /api/edge-config',
      readEdgeControlPlanes: 'GET /api/edge-control-planes',
      readEdgeDesired: 'GET /api/edge-sites/{site}/agents/{agent}/desired',
      readEdgeOrder: 'GET /api/edge-sites/{site}/orders/{orderId}',
      readEdgeSite: 'GET /api/edge-sites/{site}',
      readEdgeStatistics: 'GET /api/edge-statistics',
      registerEdgeAgent: 'PUT /api/edge-sites/{site}/agents/{agent}',
      reportEdges: 'POST /api/edge-sites/{site}/agents/{agent}/reports',
      saveEdge: 'PUT /api/edge-sites/{site}/edges/{edge}',
      saveEdgeSite: 'PUT /api/edge-sites/{site}',
      takeEdgeConfig: 'POST /api/edge-config',
      withdrawEdgeOrder: 'POST /api/edge-sites/{site}/orders/{orderId}/withdraw',
      health: 'GET /api/health',
      listAllRuns: 'GET /api/runs',
      listAuditLog: 'GET /api/audit-log',
      listBackfillRuns: 'GET /api/jobs/{jobId}/backfills/{backfillId}/runs',
      listBackfills: 'GET /api/jobs/{jobId}/backfills',
      listBaselines: 'GET /api/models/{modelId}/baselines',
      listCalendarHistory: 'GET /api/calendars/{name}/history',
      listCalendars: 'GET /api/calendars',
      listJobKinds: 'GET /api/job-kinds',
      planBatch: 'POST /api/batch/plan',
      readBatchPlan: 'GET /api/runs/{runId}/batch-plan',
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
      readLoad: 'GET /api/load',
      readLock: 'GET /api/locks/{resource}',
      readMe: 'GET /api/me',
      readMetrics: 'GET /api/metrics',
      readModel: 'GET /api/models/{modelId}',
      readOverview: 'GET /api/overview',
      readRun: 'GET /api/runs/{runId}',
      readSignIn: 'GET /api/sign-in',
      receiveWebhookCallback: 'POST /api/webhook-callbacks/{token}',
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
      zUnknownRoute: 'GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS /api/{*path}',
      zWebPage: 'GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS /{*path}',
    });
  });

  test('are found behind no other one, in the order of names in which the host tries them', () => {
    const inOrder = [...app.https].sort(([one], [other]) =>
      one.toUpperCase() < other.toUpperCase() ? -1 : 1,
    );
    for (const [name, { methods = [], route = '' }] of inOrder) {
      const path = route.replaceAll(/\{[^}]*\}/g, 'x-1').split('/');
      for (const method of methods) {
        const found = inOrder.find(
          ([, other]) =>
            (other.methods ?? []).includes(method) &&
            matchRoute(parseRouteTemplate(other.route ?? ''), path) !== undefined,
        );
        expect(found?.[0], `${method} /${route}`).toBe(name);
      }
    }
  });

  test('run on these timers', () => {
    expect([...app.timers].map(([name, { schedule }]) => [name, schedule])).toEqual([
      ['tendBackfills', '%RECOVERY_SCHEDULE%'],
      ['tendFleets', '%DISPATCH_SCHEDULE%'],
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
