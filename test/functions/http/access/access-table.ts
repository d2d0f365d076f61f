/** Who may call an operation: `<role> of <thing>`, or `anyone`. */
export type TableEntry =
  | 'anyone'
  | 'anyone who says who they are'
  | `${'reader' | 'operator' | 'admin'} of ${'any' | 'all' | 'job' | 'run' | 'model' | 'lock' | 'alert-rule' | 'incident'}`
  | `operator of ${'job' | 'model' | 'alert-rule'}, or new`;

/**
 * Who may call what, said once more than in the contracts: an operation that is not here, or otherwise here, fails a test,
 * so that nobody is let in by a slip of the pen.
 */
export const ACCESS_TABLE: Readonly<Record<string, TableEntry>> = {
  health: 'anyone',
  readDocsAsset: 'anyone',
  readDocsPage: 'anyone',
  readMe: 'anyone who says who they are',
  readOpenApi: 'anyone',

  // The operations that a query names ask for their own roles.
  graphql: 'reader of any',

  bulkJobs: 'operator of any',
  deleteJob: 'operator of job',
  editJob: 'operator of job, or new',
  importJobs: 'reader of any',
  listJobHistory: 'reader of job',
  listJobs: 'reader of any',
  listSlots: 'reader of job',
  patchJob: 'operator of job',
  pauseJob: 'operator of job',
  previewJob: 'reader of job',
  previewRecurrences: 'reader of any',
  readJob: 'reader of job',
  readJobDefinition: 'reader of job',
  restoreJob: 'operator of job',
  resumeJob: 'operator of job',
  retryJob: 'operator of job',
  scheduleJob: 'operator of any',
  simulateJob: 'reader of job',
  simulateRecurrences: 'reader of any',
  triggerRun: 'operator of job',
  watch: 'reader of any',

  cancelBackfill: 'operator of job',
  listBackfillRuns: 'reader of job',
  listBackfills: 'reader of job',
  pauseBackfill: 'operator of job',
  readBackfill: 'reader of job',
  resumeBackfill: 'operator of job',
  startBackfill: 'operator of job',

  cancelRun: 'operator of run',
  listAllRuns: 'reader of any',
  listJobLogs: 'reader of job',
  listRunLogs: 'reader of run',
  listRuns: 'reader of job',
  readRun: 'reader of run',
  retryRun: 'operator of run',
  retryRuns: 'operator of any',

  checkMigration: 'operator of model',
  deleteModel: 'operator of model',
  listBaselines: 'reader of model',
  listModels: 'reader of any',
  listStability: 'reader of model',
  readBaseline: 'reader of model',
  readModel: 'reader of model',
  readStability: 'reader of model',
  registerBaseline: 'operator of model',
  saveModel: 'operator of model, or new',

  // Calendars are shared by all value streams.
  deleteCalendar: 'operator of all',
  listCalendarHistory: 'reader of any',
  listCalendars: 'reader of any',
  readCalendar: 'reader of any',
  saveCalendar: 'operator of all',

  breakLock: 'operator of lock',
  listLocks: 'reader of any',
  readLock: 'reader of lock',

  deleteAlertRule: 'operator of alert-rule',
  listAlertRules: 'reader of any',
  muteAlertRule: 'operator of alert-rule',
  readAlertRule: 'reader of alert-rule',
  saveAlertRule: 'operator of alert-rule, or new',
  testAlertRule: 'operator of alert-rule',
  unmuteAlertRule: 'operator of alert-rule',

  acknowledgeAlert: 'operator of incident',
  listAlertDeliveries: 'reader of incident',
  listAlerts: 'reader of any',
  listAlertSubjects: 'reader of incident',
  muteAlert: 'operator of incident',
  readAlert: 'reader of incident',
  resolveAlert: 'operator of incident',
  retryDelivery: 'operator of incident',
  unmuteAlert: 'operator of incident',

  listAuditLog: 'admin of all',
  readAudit: 'reader of any',
  readMetrics: 'reader of all',

  createKey: 'admin of any',
  deleteGrants: 'admin of all',
  listGrants: 'admin of all',
  listKeys: 'admin of any',
  readGrants: 'admin of all',
  revokeKey: 'admin of any',
  saveGrants: 'admin of all',
};
