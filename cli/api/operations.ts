import type { OperationPath } from './operation-path.ts';

/*
 * The operations that the commands call. A test compares each with what the app registers, so that no path can be
 * wrong; contracts are not imported for it, since all their schemas would have to be loaded by every command.
 */

function operation(
  operationId: string,
  method: OperationPath['method'],
  path: OperationPath['path'],
): OperationPath {
  return { operationId, method, path };
}

export const scheduleJob = operation('scheduleJob', 'POST', '/jobs/schedule');
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

export const importJobs = operation('importJobs', 'POST', '/imports');
export const health = operation('health', 'GET', '/health');
export const readMe = operation('readMe', 'GET', '/me');
export const readOpenApi = operation('readOpenApi', 'GET', '/openapi.json');
