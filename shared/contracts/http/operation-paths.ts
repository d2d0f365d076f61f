import type { OperationPath } from './operation-path.ts';

/*
 * The operations that the command line and the web page call. A test compares each with what the app registers, so that
 * no path can be wrong; contracts are not imported for it, since all their schemas would have to be loaded by every
 * command, and sent to every browser.
 */

function operation(
  operationId: string,
  method: OperationPath['method'],
  path: OperationPath['path'],
): OperationPath {
  return { operationId, method, path };
}

export const scheduleJob = operation('scheduleJob', 'POST', '/jobs/schedule');
export const listJobKinds = operation('listJobKinds', 'GET', '/job-kinds');
export const listJobs = operation('listJobs', 'GET', '/jobs');
export const readJob = operation('readJob', 'GET', '/jobs/{jobId}');
export const editJob = operation('editJob', 'PUT', '/jobs/{jobId}');
export const patchJob = operation('patchJob', 'PATCH', '/jobs/{jobId}');
export const deleteJob = operation('deleteJob', 'DELETE', '/jobs/{jobId}');
export const pauseJob = operation('pauseJob', 'POST', '/jobs/{jobId}/pause');
export const resumeJob = operation('resumeJob', 'POST', '/jobs/{jobId}/resume');
export const triggerRun = operation('triggerRun', 'POST', '/jobs/{jobId}/runs');
export const retryJob = operation('retryJob', 'POST', '/jobs/{jobId}/retry');
export const previewJob = operation('previewJob', 'GET', '/jobs/{jobId}/preview');
export const listSlots = operation('listSlots', 'GET', '/jobs/{jobId}/slots');
export const listJobHistory = operation('listJobHistory', 'GET', '/jobs/{jobId}/history');
export const restoreJob = operation('restoreJob', 'POST', '/jobs/{jobId}/restore');
export const bulkJobs = operation('bulkJobs', 'POST', '/jobs/bulk');

export const startBackfill = operation('startBackfill', 'POST', '/jobs/{jobId}/backfills');
export const readBackfill = operation('readBackfill', 'GET', '/jobs/{jobId}/backfills/{backfillId}');

export const listRuns = operation('listRuns', 'GET', '/jobs/{jobId}/runs');
export const listAllRuns = operation('listAllRuns', 'GET', '/runs');
export const listRunLogs = operation('listRunLogs', 'GET', '/runs/{runId}/logs');
export const listJobLogs = operation('listJobLogs', 'GET', '/jobs/{jobId}/logs');
export const readRun = operation('readRun', 'GET', '/runs/{runId}');
export const cancelRun = operation('cancelRun', 'POST', '/runs/{runId}/cancel');
export const watchChanges = operation('watch', 'GET', '/watch');

export const listCalendars = operation('listCalendars', 'GET', '/calendars');
export const readCalendar = operation('readCalendar', 'GET', '/calendars/{name}');
export const saveCalendar = operation('saveCalendar', 'PUT', '/calendars/{name}');

export const listModels = operation('listModels', 'GET', '/models');
export const readModel = operation('readModel', 'GET', '/models/{modelId}');
export const saveModel = operation('saveModel', 'PUT', '/models/{modelId}');
export const deleteModel = operation('deleteModel', 'DELETE', '/models/{modelId}');
export const registerBaseline = operation('registerBaseline', 'POST', '/models/{modelId}/baselines');
export const listBaselines = operation('listBaselines', 'GET', '/models/{modelId}/baselines');
export const readBaseline = operation('readBaseline', 'GET', '/models/{modelId}/baselines/{baselineId}');
export const listStability = operation('listStability', 'GET', '/models/{modelId}/stability');
export const readStability = operation('readStability', 'GET', '/models/{modelId}/stability/{runId}');

export const listFleets = operation('listFleets', 'GET', '/fleets');
export const readFleet = operation('readFleet', 'GET', '/fleets/{fleetId}');
export const saveFleet = operation('saveFleet', 'PUT', '/fleets/{fleetId}');
export const deleteFleet = operation('deleteFleet', 'DELETE', '/fleets/{fleetId}');
export const previewFleet = operation('previewFleet', 'POST', '/fleets/{fleetId}/preview');
export const listFleetJobs = operation('listFleetJobs', 'GET', '/fleets/{fleetId}/jobs');
export const pauseFleet = operation('pauseFleet', 'POST', '/fleets/{fleetId}/pause');
export const resumeFleet = operation('resumeFleet', 'POST', '/fleets/{fleetId}/resume');
export const triggerFleet = operation('triggerFleet', 'POST', '/fleets/{fleetId}/runs');
export const saveFleetOverride = operation(
  'saveFleetOverride',
  'PUT',
  '/fleets/{fleetId}/overrides/{modelId}',
);
export const deleteFleetOverride = operation(
  'deleteFleetOverride',
  'DELETE',
  '/fleets/{fleetId}/overrides/{modelId}',
);
export const listTemplates = operation('listTemplates', 'GET', '/templates');
export const readTemplate = operation('readTemplate', 'GET', '/templates/{valueStream}');
export const saveTemplate = operation('saveTemplate', 'PUT', '/templates/{valueStream}');
export const deleteTemplate = operation('deleteTemplate', 'DELETE', '/templates/{valueStream}');
export const scheduleFromTemplate = operation(
  'scheduleFromTemplate',
  'POST',
  '/templates/{valueStream}/jobs',
);

export const readOverview = operation('readOverview', 'GET', '/overview');

export const listLocks = operation('listLocks', 'GET', '/locks');
export const readLock = operation('readLock', 'GET', '/locks/{resource}');
export const breakLock = operation('breakLock', 'POST', '/locks/{resource}/break');

export const listAlerts = operation('listAlerts', 'GET', '/alerts');
export const readAlert = operation('readAlert', 'GET', '/alerts/{incidentId}');
export const listAlertSubjects = operation('listAlertSubjects', 'GET', '/alerts/{incidentId}/subjects');
export const listAlertDeliveries = operation('listAlertDeliveries', 'GET', '/alerts/{incidentId}/deliveries');
export const acknowledgeAlert = operation('acknowledgeAlert', 'POST', '/alerts/{incidentId}/acknowledge');
export const muteAlert = operation('muteAlert', 'POST', '/alerts/{incidentId}/mute');
export const unmuteAlert = operation('unmuteAlert', 'DELETE', '/alerts/{incidentId}/mute');
export const resolveAlert = operation('resolveAlert', 'POST', '/alerts/{incidentId}/resolve');
export const retryDelivery = operation(
  'retryDelivery',
  'POST',
  '/alerts/{incidentId}/deliveries/{deliveryId}/retry',
);

export const listAlertRules = operation('listAlertRules', 'GET', '/alert-rules');
export const readAlertRule = operation('readAlertRule', 'GET', '/alert-rules/{ruleId}');
export const saveAlertRule = operation('saveAlertRule', 'PUT', '/alert-rules/{ruleId}');
export const deleteAlertRule = operation('deleteAlertRule', 'DELETE', '/alert-rules/{ruleId}');
export const muteAlertRule = operation('muteAlertRule', 'POST', '/alert-rules/{ruleId}/mute');
export const unmuteAlertRule = operation('unmuteAlertRule', 'DELETE', '/alert-rules/{ruleId}/mute');
export const testAlertRule = operation('testAlertRule', 'POST', '/alert-rules/{ruleId}/test');

export const planBatch = operation('planBatch', 'POST', '/batch/plan');
export const readBatchPlan = operation('readBatchPlan', 'GET', '/runs/{runId}/batch-plan');

export const listEdgeSites = operation('listEdgeSites', 'GET', '/edge-sites');
export const readEdgeSite = operation('readEdgeSite', 'GET', '/edge-sites/{site}');
export const saveEdgeSite = operation('saveEdgeSite', 'PUT', '/edge-sites/{site}');
export const readEdgeStatistics = operation('readEdgeStatistics', 'GET', '/edge-statistics');
export const listEdges = operation('listEdges', 'GET', '/edge-sites/{site}/edges');
export const readEdge = operation('readEdge', 'GET', '/edge-sites/{site}/edges/{edge}');
export const saveEdge = operation('saveEdge', 'PUT', '/edge-sites/{site}/edges/{edge}');
export const listEdgeOrders = operation('listEdgeOrders', 'GET', '/edge-sites/{site}/orders');
export const readEdgeOrder = operation('readEdgeOrder', 'GET', '/edge-sites/{site}/orders/{orderId}');
export const listRunEdgeOrders = operation('listRunEdgeOrders', 'GET', '/runs/{runId}/edge-orders');
export const withdrawEdgeOrder = operation(
  'withdrawEdgeOrder',
  'POST',
  '/edge-sites/{site}/orders/{orderId}/withdraw',
);

export const importJobs = operation('importJobs', 'POST', '/imports');
export const health = operation('health', 'GET', '/health');
export const readMe = operation('readMe', 'GET', '/me');
export const readSignIn = operation('readSignIn', 'GET', '/sign-in');
export const readOpenApi = operation('readOpenApi', 'GET', '/openapi.json');

export const readJobDefinition = operation('readJobDefinition', 'GET', '/jobs/{jobId}/history/{generation}');
export const simulateJob = operation('simulateJob', 'POST', '/jobs/{jobId}/simulate');
export const listBackfillRuns = operation(
  'listBackfillRuns',
  'GET',
  '/jobs/{jobId}/backfills/{backfillId}/runs',
);
export const retryRuns = operation('retryRuns', 'POST', '/runs/retry');
export const retryRun = operation('retryRun', 'POST', '/runs/{runId}/retry');
export const previewRecurrences = operation('previewRecurrences', 'POST', '/recurrences/preview');
export const simulateRecurrences = operation('simulateRecurrences', 'POST', '/recurrences/simulate');
export const listBackfills = operation('listBackfills', 'GET', '/jobs/{jobId}/backfills');
export const pauseBackfill = operation('pauseBackfill', 'POST', '/jobs/{jobId}/backfills/{backfillId}/pause');
export const resumeBackfill = operation(
  'resumeBackfill',
  'POST',
  '/jobs/{jobId}/backfills/{backfillId}/resume',
);
export const cancelBackfill = operation(
  'cancelBackfill',
  'POST',
  '/jobs/{jobId}/backfills/{backfillId}/cancel',
);
export const deleteCalendar = operation('deleteCalendar', 'DELETE', '/calendars/{name}');
export const listCalendarHistory = operation('listCalendarHistory', 'GET', '/calendars/{name}/history');
export const checkMigration = operation('checkMigration', 'POST', '/models/{modelId}/migration-check');
export const readAudit = operation('readAudit', 'GET', '/audit');
export const listAuditLog = operation('listAuditLog', 'GET', '/audit-log');
export const listGrants = operation('listGrants', 'GET', '/grants');
export const readGrants = operation('readGrants', 'GET', '/grants/{principal}');
export const saveGrants = operation('saveGrants', 'PUT', '/grants/{principal}');
export const deleteGrants = operation('deleteGrants', 'DELETE', '/grants/{principal}');
export const createKey = operation('createKey', 'POST', '/keys');
export const listKeys = operation('listKeys', 'GET', '/keys');
export const revokeKey = operation('revokeKey', 'DELETE', '/keys/{keyId}');
export const readLoad = operation('readLoad', 'GET', '/load');
