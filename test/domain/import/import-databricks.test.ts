import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importDatabricks } from '../../../shared/domain/import/import-databricks.ts';
import type { Import, ImportedJob } from '../../../shared/domain/import/imported-job.ts';
import { present } from '../../support/present.ts';
import { codesOf, documentOf, dueTimesOf } from './imported.ts';

const SCHEDULE = {
  quartz_cron_expression: '0 30 6 ? * MON-FRI',
  timezone_id: 'UTC',
  pause_status: 'UNPAUSED',
};

function imported(value: unknown): Import {
  return importDatabricks([documentOf(value)], { valueStream: 'retention' });
}

function only(settings: object): ImportedJob {
  const { jobs, problems } = imported({ name: 'drift', schedule: SCHEDULE, ...settings });
  expect(problems).toEqual([]);
  return present(jobs[0]);
}

describe('importDatabricks', () => {
  test('makes a draft of settings by the defaults of Databricks', () => {
    const job = only({});

    expect(job).toMatchObject({
      name: 'drift',
      source: { line: 7 },
      definition: {
        jobId: 'drift',
        recurrences: [{ type: 'cron', dialect: 'quartz', expression: '0 30 6 ? * MON-FRI', timeZone: 'UTC' }],
        policies: { overlap: 'skip', catchUp: { policy: 'skip' }, retry: { maxAttempts: 1 } },
      },
    });
    expect(codesOf(job)).toEqual(['work-not-imported', 'timeout', 'work-not-imported']);
  });

  test('counts weekdays from Sunday as 1', () => {
    const job = only({ schedule: { ...SCHEDULE, quartz_cron_expression: '0 0 6 ? * 2' } });

    // The first Monday after Sunday the 1st of March 2026.
    expect(dueTimesOf(job, Date.UTC(2026, 2, 1), 1)).toEqual([Date.UTC(2026, 2, 2, 6)]);
  });

  test.each([
    [
      'a list of the API',
      { jobs: [{ job_id: 1, settings: { name: 'a', schedule: SCHEDULE } }] },
      '/jobs/0/settings',
    ],
    ['one job of the API', { job_id: 1, settings: { name: 'a', schedule: SCHEDULE } }, '/settings'],
    ['a bundle', { resources: { jobs: { a: { schedule: SCHEDULE } } } }, '/resources/jobs/a'],
  ])('finds jobs in %s', (_what, value, path) => {
    expect(imported(value)).toMatchObject({ jobs: [{ name: 'a', source: { path } }], problems: [] });
  });

  test('takes a periodic trigger for an interval', () => {
    const trigger = { periodic: { interval: 2, unit: 'DAYS' }, pause_status: 'PAUSED' };
    const { jobs } = imported({ name: 'a', trigger });

    expect(jobs[0]?.definition.recurrences).toEqual([{ type: 'interval', everySeconds: 172_800 }]);
    expect(codesOf(present(jobs[0]))).toEqual(expect.arrayContaining(['interval-anchor', 'suspended']));
  });

  test.each([
    [{ max_concurrent_runs: 1 }, 'skip', false],
    [{ max_concurrent_runs: 1, queue: { enabled: true } }, 'buffer-all', true],
    [{ max_concurrent_runs: 5 }, 'allow-all', true],
    [{ max_concurrent_runs: 0 }, 'skip', true],
  ])('takes %o for overlap %s', (settings, overlap, differs) => {
    const job = only(settings);

    expect(job.definition.policies.overlap).toBe(overlap);
    expect(codesOf(job).includes('overlap')).toBe(differs);
  });

  test('takes the retries of its only task', () => {
    const task = { max_retries: 2, min_retry_interval_millis: 90_500, timeout_seconds: 900 };
    const job = only({ timeout_seconds: 5000, tasks: [{ ...task, retry_on_timeout: true }] });

    expect(job.definition.policies).toMatchObject({
      timeoutSeconds: 900,
      retry: { maxAttempts: 3, initialDelaySeconds: 91, backoffCoefficient: 1, maxDelaySeconds: 91 },
    });
  });

  test('says how retries differ: without end, of several tasks, after a time-out', () => {
    const messages = (settings: object) =>
      only(settings)
        .differences.filter(({ code }) => code === 'retries')
        .map(({ message }) => message)
        .join();

    expect(messages({ max_retries: -1 })).toContain('without end');
    expect(messages({ tasks: [{}, {}] })).toContain('its 2 tasks are repeated each for itself');
    expect(messages({ max_retries: 1 })).toContain('timed out is not repeated there');
    expect(messages({ max_retries: 1, retry_on_timeout: true })).not.toContain('timed out');
  });

  test('says that nobody is told', () => {
    expect(codesOf(only({ email_notifications: { on_failure: ['a@example.com'] } }))).toContain(
      'notifications',
    );
    expect(codesOf(only({ email_notifications: {} }))).not.toContain('notifications');
  });

  test.each([
    [{ continuous: { pause_status: 'UNPAUSED' } }, 'is continuous'],
    [{ trigger: { file_arrival: { url: 's3://x' } } }, 'is triggered by file_arrival'],
    [{ trigger: { periodic: { interval: 1, unit: 'constructor' } } }, 'no interval'],
    [{}, 'has no schedule'],
    [{ schedule: { quartz_cron_expression: '0 0 6 * * ?' } }, 'no timezone_id'],
    [{ schedule: { ...SCHEDULE, quartz_cron_expression: '${var.cron}' } }, 'put its value there'],
    [{ schedule: { ...SCHEDULE, quartz_cron_expression: '0 6 * * *' } }, 'has 5 fields'],
    [{ schedule: { ...SCHEDULE, quartz_cron_expression: '0 0 6 * * MON' } }, 'exactly one of day of month'],
  ])('refuses %o', (settings, message) => {
    const { jobs, problems } = imported({ name: 'a', ...settings });

    expect(jobs).toEqual([]);
    expect(problems).toMatchObject([{ line: 7 }]);
    expect(problems[0]?.message).toContain(message);
  });

  test('never throws, whatever the settings are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
        imported(value);
        imported({ resources: { jobs: value } });
        imported({ jobs: [value], trigger: other });
        imported({ schedule: SCHEDULE, tasks: value, queue: other, max_concurrent_runs: other });
        imported({ trigger: value, max_retries: other });
      }),
    );
  });
});
