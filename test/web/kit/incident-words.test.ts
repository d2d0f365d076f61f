import { describe, expect, test } from 'vitest';
import { incidentTitle, subjectsInWords } from '../../../web/kit/incidents/incident-words.ts';

describe('incidentTitle', () => {
  test('names the model that drifts', () => {
    expect(incidentTitle({ condition: 'drift', group: 'model churn' })).toBe('Drift of model churn');
  });

  test('takes a group that says by itself what has happened', () => {
    expect(incidentTitle({ condition: 'late', group: 'late: dispatch' })).toBe('Late: dispatch');
    expect(incidentTitle({ condition: 'job-paused', group: 'quarantined' })).toBe('Quarantined');
  });

  test('is not taken in by the name of a job, where each job is a group', () => {
    expect(incidentTitle({ condition: 'run-failed', group: 'late-payments' })).toBe(
      'Failed run: late-payments',
    );
  });

  test('says what it looks for where all of a rule is one group', () => {
    expect(incidentTitle({ condition: 'run-failed', group: '' })).toBe('Failed run');
  });
});

test('says how many are not well', () => {
  expect(subjectsInWords({ failingCount: 3, subjectCount: 12 })).toBe('3 of 12 not well');
  expect(subjectsInWords({ failingCount: 1, subjectCount: 1 })).toBe('not well');
  expect(subjectsInWords({ failingCount: 0, subjectCount: 12 })).toBe('all 12 well again');
  expect(subjectsInWords({ failingCount: 0, subjectCount: 1 })).toBe('well again');
});
