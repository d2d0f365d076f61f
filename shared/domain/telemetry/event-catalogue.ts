/**
 * What happens to jobs and runs, under names that queries and dashboards may rely on: the field `event` of a log record.
 * Each carries `valueStream`; those of jobs and runs `jobId` and `kind`, those of runs `runId` and `attempt` too. What is
 * read from the changes of the store may be told twice, with the same fields.
 */
export const EVENTS = {
  JobRunStarted: 'An attempt of a run has begun; the first one of a slot with `latenessSeconds`.',
  JobRunSucceeded: 'A run has ended with a result; with `durationSeconds`.',
  JobRunFailed: 'A run has ended without one; with `reason`.',
  JobRunCancelled: 'A run was cancelled.',
  JobRunSkipped: 'A run, or slots in a row, will not run; with `reason` and `count`.',
  JobRunDead: 'The message of a run was given up; with `reason`.',
  JobRunOverdue: 'A run has not begun two minutes after it was to.',
  JobPaused: 'A job was paused, by a person or by its policy; with `author`.',
  JobQuarantined: 'The slots of a job could not be planned.',
  DriftComputed: 'A model was measured; with `modelId`, `psi`, `band` and `alarm`.',
  ReportCollected: 'A report was collected; with `resource`, `rows` and `bytes`.',
  AlertOpened: 'An incident has begun; with `ruleId`, `incidentId`, `condition` and `severity`.',
  AlertResolved: 'An incident is over; with `ruleId`, `incidentId` and `resolution`.',
  AlertDelivered: 'A message of an incident was taken to its channel; with `channel`.',
  AlertUndelivered: 'A message of an incident was given up; with `channel` and `reason`.',
} as const;

export type EventName = keyof typeof EVENTS;

/** What the fields of events are, all of them together; a name means the same in each. Instants are ISO 8601 in UTC. */
export const EVENT_FIELDS = {
  ...{ valueStream: 'text', jobId: 'text', runId: 'text', kind: 'text', trigger: 'text', attempt: 'number' },
  ...{ dueAt: 'instant', effectiveAt: 'instant', startedAt: 'instant', finishedAt: 'instant' },
  ...{ latenessSeconds: 'number', durationSeconds: 'number', reason: 'text', author: 'text' },
  ...{ count: 'number', fromDueAt: 'instant', untilDueAt: 'instant', pausedAt: 'instant' },
  ...{ quarantinedAt: 'instant', modelId: 'text', psi: 'number', band: 'text', alarm: 'boolean' },
  ...{ resource: 'text', rows: 'number', bytes: 'number', ruleId: 'text', incidentId: 'text' },
  ...{ deliveryId: 'text', notice: 'text' },
  ...{ condition: 'text', severity: 'text', resolution: 'text', channel: 'text' },
} as const satisfies Readonly<Record<string, 'text' | 'number' | 'boolean' | 'instant'>>;
