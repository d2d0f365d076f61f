import { describe, expect, test } from 'vitest';
import type { AlertMessage } from '../../../../shared/domain/alert/alert-message.ts';
import { RECIPIENTS_RULE_ID } from '../../../../shared/domain/alert/alert-rule.ts';
import { composeAlert } from '../../../../shared/domain/alert/message/compose-alert.ts';
import { toMail } from '../../../../shared/domain/alert/message/to-mail.ts';
import { alertMessage, causeOf } from '../../../support/example-alert-message.ts';

function factOf(message: AlertMessage, label: string): string | undefined {
  const { facts, first } = composeAlert(message);
  return [...facts, ...(first?.facts ?? [])].find((fact) => fact.label === label)?.value;
}

describe('a message of drift', () => {
  test('names the score where it moved most', () => {
    const detail = {
      type: 'drift',
      psi: 0.5,
      band: 'significant-shift',
      alarm: false,
      characteristics: [],
    } as const;

    const { title } = composeAlert(
      alertMessage('drift', 'opened', { subjects: [causeOf('drift', { detail })] }),
    );

    expect(title).toBe('Model churn drifts: PSI 0.500, significant shift');
  });

  test('says that the score has no index, and nothing of cut-offs that are not known', () => {
    const detail = {
      type: 'drift',
      psi: null,
      band: 'moderate-shift',
      alarm: false,
      characteristics: [],
    } as const;
    const message = alertMessage('drift', 'opened', { subjects: [causeOf('drift', { detail })] });

    expect(factOf(message, 'Score')).toBe('has no PSI');
    expect(factOf(message, 'Drift')).toBe('moderate shift');
  });
});

test('a message of what is late says that it had not begun', () => {
  const detail = { type: 'late', dueAt: Date.UTC(2026, 2, 1, 6), lateMs: 600_000 } as const;

  const { title } = composeAlert(alertMessage('late', 'opened', { subjects: [causeOf('late', { detail })] }));

  expect(title).toBe('Job churn-daily had not begun 10 min after its time');
});

describe('an incident', () => {
  test('that was resolved by hand says by whom', () => {
    const { incident, ...rest } = alertMessage('drift', 'resolved');
    const resolvedBy = { author: 'ada', reason: 'known' };
    const message = { ...rest, incident: { ...incident, resolution: 'by-hand' as const, resolvedBy } };

    expect(factOf(message, 'Resolved')).toBe('2026-03-01 09:25 UTC: by ada: known');
  });

  test('whose rule is gone says so', () => {
    const { incident, ...rest } = alertMessage('drift', 'resolved');
    const message = { ...rest, incident: { ...incident, resolution: 'rule-gone' as const } };

    expect(factOf(message, 'Resolved')).toBe('2026-03-01 09:25 UTC: its rule is gone or switched off');
  });

  test('of many says how many are not well yet', () => {
    const { incident, ...rest } = alertMessage('run-failed', 'reminder');
    const message = { ...rest, incident: { ...incident, subjectCount: 12, failingCount: 3 } };

    expect(factOf(message, 'Affected')).toBe('12, 3 not well yet');
  });

  test('without subjects is told all the same', () => {
    const { title, rows, more } = composeAlert(alertMessage('drift', 'opened', { subjects: [] }));

    expect([title, rows, more]).toEqual(['1 job drifts: model churn', [], undefined]);
  });

  test('of a job with recipients tells them how not to be told', () => {
    const { handling } = composeAlert({ ...alertMessage(), rule: { ruleId: RECIPIENTS_RULE_ID } });

    expect(handling.some(({ command = '' }) => command.includes('alert-rules'))).toBe(false);
    expect(handling.at(-1)?.text).toContain('recipients of the job');
  });

  test('of a queue says where to look', () => {
    const { jobId: _jobId, runId: _runId, ...cause } = causeOf('dead-letter', { subject: 'queue:runs' });
    const { title, steps } = composeAlert(alertMessage('dead-letter', 'opened', { subjects: [cause] }));

    expect(title).toBe('Queue runs: a message was given up: MaxDeliveryCountExceeded');
    expect(steps).toEqual([
      { text: 'The message could not be read: look at the dead letters of the queue.' },
    ]);
  });
});

test('a mail has the names of its delivery and its incident, fit for a Message-ID', () => {
  const { incident, ...rest } = alertMessage();

  expect(toMail({ ...rest, incident, deliveryId: 'a..b c@d<é>' })).toMatchObject({
    messageName: 'a._.b=20c=40d=3c=e9=3e',
    threadName: 'failures.0123456789abcdef-1',
  });
});
