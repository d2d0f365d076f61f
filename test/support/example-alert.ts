import type { AlertCause } from '../../shared/domain/alert/alert-cause.ts';
import type { AlertRule } from '../../shared/domain/alert/alert-rule.ts';
import type { Delivery } from '../../shared/domain/alert/delivery.ts';
import type { Incident, IncidentSubject } from '../../shared/domain/alert/incident.ts';
import { at, jobIdFrom } from './example-job.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';

const DUE_AT = at('2026-03-01T06:00:00Z');
const OPENED_AT = at('2026-03-01T06:05:00Z');
const JOB = jobIdFrom('churn-daily');

/** A rule that tells of failures in the value stream `retention` by e-mail, with what a test wants otherwise. */
export function exampleAlertRule(overrides: Partial<AlertRule> = {}): AlertRule {
  return {
    ruleId: 'failures',
    valueStream: 'retention',
    scope: {},
    conditions: [{ type: 'run-failed' }],
    channels: [{ type: 'email', to: ['ops@example.com'] }],
    severity: 'warning',
    groupBy: 'cause',
    quietSeconds: 3600,
    isEnabled: true,
    generation: 1,
    createdAt: at('2026-02-01T00:00:00Z'),
    updatedAt: at('2026-02-01T00:00:00Z'),
    ...overrides,
  };
}

/** That the first run of `churn-daily` failed. */
export function exampleCause(overrides: Partial<AlertCause> = {}): AlertCause {
  return {
    causeId: 'churn-daily.20260301T060000Z.1',
    condition: 'run-failed',
    at: OPENED_AT,
    valueStream: 'retention',
    subject: 'job:churn-daily',
    jobId: JOB,
    runId: runIdOf(JOB, DUE_AT),
    group: 'current-not-found',
    detail: {
      type: 'failure',
      reason: 'current-not-found',
      message: 'There is no file.',
      attempts: 1,
      dueAt: DUE_AT,
    },
    ...overrides,
  };
}

/** The incident that this opened. */
export function exampleIncident(overrides: Partial<Incident> = {}): Incident {
  const { key = 'failures.0123456789abcdef', sequence = 1 } = overrides;
  return {
    incidentId: `${key}-${sequence}`,
    key,
    sequence,
    ruleId: 'failures',
    valueStream: 'retention',
    condition: 'run-failed',
    group: 'current-not-found',
    severity: 'warning',
    state: 'open',
    openedAt: OPENED_AT,
    lastCauseAt: OPENED_AT,
    causeCount: 1,
    subjectCount: 1,
    failingCount: 1,
    causes: [exampleCause()],
    channels: [{ type: 'email', to: ['ops@example.com'] }],
    toldAt: OPENED_AT,
    ...overrides,
  };
}

/** The job within that incident. */
export function exampleSubject(overrides: Partial<IncidentSubject> = {}): IncidentSubject {
  const last = exampleCause();
  return {
    incidentId: 'failures.0123456789abcdef-1',
    key: 'failures.0123456789abcdef',
    subject: last.subject,
    state: 'failing',
    firstAt: last.at,
    lastAt: last.at,
    causeCount: 1,
    last,
    recent: [{ causeId: last.causeId, at: last.at }],
    ...overrides,
  };
}

/** The e-mail that tells of its opening. */
export function exampleDelivery(overrides: Partial<Delivery> = {}): Delivery {
  return {
    deliveryId: 'failures.0123456789abcdef-1.opened.fedcba9876543210',
    incidentId: 'failures.0123456789abcdef-1',
    key: 'failures.0123456789abcdef',
    ruleId: 'failures',
    valueStream: 'retention',
    notice: 'opened',
    channel: { type: 'email', to: ['ops@example.com'] },
    state: 'pending',
    attempts: 0,
    dueAt: OPENED_AT,
    createdAt: OPENED_AT,
    tellAt: OPENED_AT,
    ...overrides,
  };
}
