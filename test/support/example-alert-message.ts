import type { AlertCause, CauseDetail } from '../../shared/domain/alert/alert-cause.ts';
import type { AlertConditionType } from '../../shared/domain/alert/alert-condition.ts';
import type { AlertMessage } from '../../shared/domain/alert/alert-message.ts';
import type { AlertNotice } from '../../shared/domain/alert/delivery.ts';
import { exampleCause, exampleIncident } from './example-alert.ts';
import { at } from './example-job.ts';

const SLOT = at('2026-03-01T06:00:00Z');
const NOW = at('2026-03-01T09:25:00Z');

const FAILURE: CauseDetail = {
  type: 'failure',
  reason: 'report-server-failed',
  message: 'reports.example.com answered 500 three times. See to the server.',
  attempts: 3,
  dueAt: SLOT,
};

/** What is told of each condition. */
const DETAILS: Readonly<Record<AlertConditionType, CauseDetail>> = {
  drift: {
    type: 'drift',
    psi: 0.312,
    band: 'significant-shift',
    alarm: true,
    thresholds: { moderate: 0.1, significant: 0.25 },
    characteristics: [
      { name: 'balance', psi: 0.402, band: 'significant-shift' },
      { name: 'tenure', psi: 0.1911, band: 'moderate-shift' },
    ],
    window: { from: '2026-02-28T00:00:00Z', to: '2026-03-01T00:00:00Z' },
  },
  'run-failed': FAILURE,
  'retries-exhausted': FAILURE,
  late: { type: 'late', dueAt: SLOT, startedAt: SLOT + 720_000, lateMs: 720_000, reason: 'workers-busy' },
  missed: {
    ...{ type: 'missed', count: 3, reason: 'start-deadline' },
    ...{ fromDueAt: SLOT - 7_200_000, untilDueAt: SLOT },
  },
  'no-success': { type: 'no-success', lastSuccessAt: SLOT - 86_400_000, withinSeconds: 86_400 },
  'job-paused': { type: 'paused', state: 'paused', reason: '5 runs in a row have failed.' },
  'dead-letter': {
    ...{ type: 'dead-letter', queue: 'runs', reason: 'MaxDeliveryCountExceeded', deliveryCount: 10 },
  },
  'lock-broken': {
    ...{ type: 'lock-broken', resource: 'loans', author: 'ada', reason: 'the holder is gone' },
  },
};

const GROUPS: Readonly<Record<AlertConditionType, string>> = {
  drift: 'model churn',
  'no-success': 'no success',
  'job-paused': 'paused after failures',
  'dead-letter': 'dead letter: MaxDeliveryCountExceeded',
  'run-failed': 'report-server-failed at reports.example.com',
  'retries-exhausted': 'report-server-failed at reports.example.com',
  late: 'late: workers-busy',
  missed: 'missed: start-deadline',
  'lock-broken': 'lock loans',
};

export function causeOf(condition: AlertConditionType, overrides: Partial<AlertCause> = {}): AlertCause {
  const cause = exampleCause({
    condition,
    at: SLOT,
    group: GROUPS[condition],
    detail: DETAILS[condition],
  });
  if (condition === 'lock-broken') {
    const { jobId: _jobId, runId: _runId, ...rest } = cause;
    return { ...rest, subject: 'lock:loans', ...overrides };
  }
  return { ...cause, ...(condition === 'drift' && { modelId: 'churn' }), ...overrides };
}

/** A message of one subject, with what a test wants otherwise. */
export function alertMessage(
  condition: AlertConditionType = 'drift',
  notice: AlertNotice = 'opened',
  overrides: Partial<AlertMessage> = {},
): AlertMessage {
  const cause = causeOf(condition);
  const resolved = { state: 'resolved', resolvedAt: NOW, resolution: 'recovered', failingCount: 0 } as const;
  return {
    deliveryId: `failures.0123456789abcdef-1.${notice}.fedcba9876543210`,
    notice,
    incident: exampleIncident({
      ...{ condition, severity: 'critical', group: cause.group, causes: [cause] },
      ...(notice === 'resolved' ? resolved : {}),
    }),
    rule: { ruleId: 'failures', description: 'What keeps us awake.' },
    subjects: notice === 'test' ? [] : [cause],
    link: 'https://evenkeel.example/alerts/failures.0123456789abcdef-1',
    at: NOW,
    ...overrides,
  };
}
