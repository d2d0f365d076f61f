import { describe, expect, test } from 'vitest';
import { groupOf, incidentIdentity } from '../../../shared/domain/alert/incident-group.ts';
import { ruleIdOf } from '../../../shared/domain/alert/incident-key.ts';
import { recipientsOf, recipientsRule } from '../../../shared/domain/alert/recipients-rule.ts';
import { RuleBook } from '../../../shared/domain/alert/rule-book.ts';
import { isJobInScope, looksFor, recovers } from '../../../shared/domain/alert/rule-match.ts';
import type { AlertRecovery, CauseDetail } from '../../../shared/domain/alert/alert-cause.ts';
import type { AlertRule } from '../../../shared/domain/alert/alert-rule.ts';
import type { AlertCondition } from '../../../shared/domain/alert/alert-condition.ts';
import { exampleAlertRule, exampleCause } from '../../support/example-alert.ts';
import { exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { exampleReportJob } from '../../support/example-report-job.ts';

const JOB = exampleJob({ tags: ['nightly', 'risk'] });
const FAILURE = exampleCause();
const DRIFT: CauseDetail = {
  ...{ type: 'drift', psi: 0.15, band: 'moderate-shift', alarm: false, characteristics: [] },
};

function ruleOf(condition: AlertCondition) {
  return exampleAlertRule({ conditions: [condition] });
}

describe('a rule looks for', () => {
  test.each<[string, AlertCondition, Partial<typeof FAILURE>, boolean]>([
    ['any failure', { type: 'run-failed' }, {}, true],
    ['failures of some reasons', { type: 'run-failed', reasons: ['timed-out'] }, {}, false],
    ['those reasons', { type: 'run-failed', reasons: ['current-not-found'] }, {}, true],
    ['another condition', { type: 'missed' }, {}, false],
    ['another value stream', { type: 'run-failed' }, { valueStream: 'growth' }, false],
    [
      'a band that is reached',
      { type: 'drift', band: 'moderate-shift' },
      { condition: 'drift', detail: DRIFT },
      true,
    ],
    [
      'a higher band',
      { type: 'drift', band: 'significant-shift' },
      { condition: 'drift', detail: DRIFT },
      false,
    ],
    [
      'an alarm, whatever the band',
      { type: 'drift', band: 'significant-shift' },
      { condition: 'drift', detail: { ...DRIFT, alarm: true } },
      true,
    ],
    [
      'what is later than its tolerance',
      { type: 'late', toleranceSeconds: 60 },
      { condition: 'late', detail: { type: 'late', dueAt: 0, lateMs: 60_001 } },
      true,
    ],
    [
      'not what is within it',
      { type: 'late', toleranceSeconds: 60 },
      { condition: 'late', detail: { type: 'late', dueAt: 0, lateMs: 60_000 } },
      false,
    ],
  ])('%s', (_words, ...[condition, cause, isWanted]) => {
    expect(looksFor(ruleOf(condition), [{ ...FAILURE, ...cause }], JOB)).toHaveLength(isWanted ? 1 : 0);
  });

  test('one trouble once, as its first condition names it', () => {
    const exhausted = { ...FAILURE, condition: 'retries-exhausted' } as const;
    const conditions = [{ type: 'retries-exhausted' }, { type: 'run-failed' }] as const;

    expect(looksFor(exampleAlertRule({ conditions }), [FAILURE, exhausted], JOB)).toEqual([exhausted]);
  });

  test('nothing of a deleted job, and nothing at all when it is switched off', () => {
    expect(looksFor(exampleAlertRule(), [FAILURE], { ...JOB, state: 'deleted' })).toEqual([]);
    expect(looksFor(exampleAlertRule({ isEnabled: false }), [FAILURE], JOB)).toEqual([]);
  });
});

describe('a scope', () => {
  test.each([
    ['everything', {}, true],
    ['the job', { jobIds: [jobIdFrom('churn-daily')] }, true],
    ['another job', { jobIds: [jobIdFrom('x')] }, false],
    ['its model', { modelIds: ['churn'] }, true],
    ['another model', { modelIds: ['x'] }, false],
    ['its kind', { kinds: ['stability'] }, true],
    ['another kind', { kinds: ['report-collection'] }, false],
    ['all its tags', { tags: ['nightly', 'risk'] }, true],
    ['a tag that it has not', { tags: ['nightly', 'x'] }, false],
    ['its kind and another model', { kinds: ['stability'], modelIds: ['x'] }, false],
  ] as const)('of %s', (_words, scope, isInIt) => {
    expect(isJobInScope(scope, JOB)).toBe(isInIt);
  });

  test('that is narrowed has nothing in it that has no job', () => {
    expect(isJobInScope({}, undefined)).toBe(true);
    expect(isJobInScope({ tags: ['x'] }, undefined)).toBe(false);
    expect(isJobInScope({ modelIds: ['churn'] }, exampleReportJob())).toBe(false);
  });
});

describe('a recovery', () => {
  const recovery: AlertRecovery = { subject: FAILURE.subject, conditions: ['run-failed'], at: FAILURE.at };

  test('ends causes of its subject and condition that are not later', () => {
    expect(recovers(recovery, FAILURE, exampleAlertRule())).toBe(true);
    expect(recovers({ ...recovery, at: FAILURE.at - 1 }, FAILURE, exampleAlertRule())).toBe(false);
    expect(recovers({ ...recovery, subject: 'job:x' }, FAILURE, exampleAlertRule())).toBe(false);
    expect(recovers({ ...recovery, conditions: ['late'] }, FAILURE, exampleAlertRule())).toBe(false);
    expect(recovers(recovery, FAILURE, undefined)).toBe(true);
  });

  test('is none for a rule that looks for what was measured, or for how late it was', () => {
    const drifting = exampleCause({ condition: 'drift', detail: DRIFT });
    const measured = {
      ...recovery,
      conditions: ['drift'] as const,
      measured: { band: 'moderate-shift', alarm: false } as const,
    };
    const late = exampleCause({ condition: 'late', detail: { type: 'late', dueAt: 0, lateMs: 9 } });
    const began = { ...recovery, conditions: ['late'] as const, lateMs: 61_000 };

    expect(recovers(measured, drifting, ruleOf({ type: 'drift', band: 'moderate-shift' }))).toBe(false);
    expect(recovers(measured, drifting, ruleOf({ type: 'drift', band: 'significant-shift' }))).toBe(true);
    expect(recovers(began, late, ruleOf({ type: 'late', toleranceSeconds: 60 }))).toBe(false);
    expect(recovers(began, late, ruleOf({ type: 'late', toleranceSeconds: 61 }))).toBe(true);
  });
});

describe('what makes one incident', () => {
  test('is the cause, the job or the rule, as the rule says', () => {
    const drift = exampleCause({ condition: 'drift', detail: DRIFT, group: 'model churn' });
    const groups = (['cause', 'job', 'rule'] as const).map((groupBy) =>
      [FAILURE, drift].map((cause) => groupOf({ groupBy }, cause)),
    );

    expect(groups).toEqual([
      ['current-not-found', 'model churn'],
      ['churn-daily', 'model churn'],
      ['', ''],
    ]);
  });

  test('holds failures and the end of retries together, and value streams apart', () => {
    const rule = exampleAlertRule();
    const of = (cause: typeof FAILURE, stream = 'retention') =>
      incidentIdentity({ ...rule, valueStream: stream }, cause, ['ann@example.com']);

    expect(of({ ...FAILURE, condition: 'retries-exhausted' })).toBe(of(FAILURE));
    expect(of({ ...FAILURE, condition: 'missed' })).not.toBe(of(FAILURE));
    expect(of(FAILURE, 'growth')).not.toBe(of(FAILURE));
  });

  test('is of a rule whosever jobs fail, and of the recipients where it is their own', () => {
    const of = (rule: AlertRule, ...recipients: string[]) => incidentIdentity(rule, FAILURE, recipients);
    const theirs = recipientsRule('retention');

    expect(of(exampleAlertRule(), 'ann@example.com')).toBe(of(exampleAlertRule(), 'bob@example.com'));
    expect(of(theirs, 'ann@example.com')).not.toBe(of(theirs, 'bob@example.com'));
    expect(of(theirs, 'ann@example.com', 'bob@example.com')).toBe(
      of(theirs, 'bob@example.com', 'ann@example.com'),
    );
  });

  test('names its rule, whatever dots its id has', () => {
    expect(ruleIdOf('a.b-1.0123456789abcdef')).toBe('a.b-1');
  });
});

describe('the rules of a value stream', () => {
  test('are those in force, and the one of the recipients', () => {
    const book = new RuleBook([
      exampleAlertRule(),
      exampleAlertRule({ ruleId: 'off', isEnabled: false }),
      exampleAlertRule({ ruleId: 'other', valueStream: 'growth' }),
    ]);

    expect(book.inStream('retention').map(({ ruleId }) => ruleId)).toEqual(['failures', 'recipients']);
    expect(book.get('recipients', 'growth')?.valueStream).toBe('growth');
    expect(book.get('nobody', 'growth')).toBeUndefined();
    expect(book.hasCondition('run-failed')).toBe(true);
    expect(book.hasCondition('late')).toBe(false);
  });

  test('tell each recipient once', () => {
    const tooLong = `${'a'.repeat(250)}@example.com`;
    const task = { ...JOB.task, recipients: ['a@example.com', 'a@example.com', tooLong] };

    expect(recipientsOf({ ...JOB, task })).toEqual(['a@example.com']);
    expect(recipientsOf(exampleReportJob())).toEqual([]);
    expect(recipientsOf(undefined)).toEqual([]);
  });
});
