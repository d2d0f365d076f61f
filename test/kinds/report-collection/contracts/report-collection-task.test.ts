import { describe, expect, test } from 'vitest';
import { issuesOf } from '../../../../shared/contracts/http/issues.ts';
import { reportCollectionTaskRequest } from '../../../../shared/kinds/report-collection/contracts/report-collection-task.ts';
import { scheduleJobRequest } from '../../../../shared/contracts/http/schedule-job.ts';

const TASK = { resource: 'daily-risk', baseUrl: 'https://reports.example.com' };

function pointersOf(task: object): readonly string[] {
  const { error } = reportCollectionTaskRequest.safeParse(task);
  return error === undefined ? [] : issuesOf(error).map(({ pointer }) => pointer);
}

describe('the task of a report collection', () => {
  test('gets what it leaves out', () => {
    expect(reportCollectionTaskRequest.parse(TASK)).toEqual({
      ...TASK,
      method: 'GET',
      requestPath: '/request_report?offset={offset}',
      reportPath: '/get_report/{ticketId}',
      offset: 0,
      headers: {},
      poll: { intervalSeconds: 10, backoffCoefficient: 1.5, maxIntervalSeconds: 60 },
      notReady: { bodies: ['report is not ready'], statuses: [202, 404, 409, 425, 503] },
      abandonSeconds: 1800,
      maxBytes: 104_857_600,
      contentTypes: ['text/csv'],
      format: { type: 'csv', delimiter: ',', decimalComma: false, maxMalformedRows: 0 },
      outputPath: 'reports/{resource}/{yyyy}/{MM}/{dd}/{runId}.csv',
    });
  });

  test.each<[string, object, string]>([
    ['a resource with a slash', { resource: 'a/b' }, '/resource'],
    ['a base address of another scheme', { baseUrl: 'ftp://a.example' }, '/baseUrl'],
    ['a base address with a password', { baseUrl: 'https://a:b@a.example' }, '/baseUrl'],
    ['a base address with a query', { baseUrl: 'https://a.example?x=1' }, '/baseUrl'],
    ['a request path of another host', { requestPath: '//evil.example/x' }, '/requestPath'],
    ['an unknown placeholder', { requestPath: '/r?o={day}' }, '/requestPath'],
    ['a report path without the ticket', { reportPath: '/get_report' }, '/reportPath'],
    ['a header that the client says itself', { headers: { Host: 'x' } }, '/headers'],
    ['a header with a line break', { headers: { 'X-A': 'a\r\nB: c' } }, '/headers/X-A'],
    ['a pause longer than the longest', { poll: { intervalSeconds: 90 } }, '/poll'],
    ['another container', { outputPath: 'results/x.csv' }, '/outputPath'],
    ['a step back', { outputPath: 'reports/../results/x.csv' }, '/outputPath'],
    ['a star', { outputPath: 'reports/*.csv' }, '/outputPath'],
    ['an unknown field', { retries: 3 }, '/retries'],
  ])('is refused with %s', (_what, change, pointer) => {
    expect(pointersOf({ ...TASK, ...change })).toEqual([pointer]);
  });

  test('loses the slash at the end of its base address', () => {
    const task = reportCollectionTaskRequest.parse({ ...TASK, baseUrl: 'https://a.example/api/' });

    expect(task.baseUrl).toBe('https://a.example/api');
  });

  test('has ten minutes, where a measurement has an hour', () => {
    const job = scheduleJobRequest.parse({
      ...{ kind: 'report-collection', valueStream: 'risk', task: TASK },
      recurrences: [{ type: 'cron', expression: '* * * * *', timeZone: 'UTC' }],
    });

    expect(job.policies).toMatchObject({ timeoutSeconds: 600, overlap: 'skip' });
  });
});

describe('a stability job that measures a collected report', () => {
  const body = {
    kind: 'stability',
    valueStream: 'risk',
    task: { modelId: 'm', baseline: 'baselines/m.csv', current: '{report}' },
    recurrences: [{ type: 'cron', expression: '* * * * *', timeZone: 'UTC' }],
  };

  test('names the job that collects it', () => {
    const job = scheduleJobRequest.parse({ ...body, after: { jobId: 'collect' } });

    expect(job).toMatchObject({
      after: { jobId: 'collect', deadlineSeconds: 3600, pollSeconds: 10 },
      task: { current: { kind: 'report' } },
    });
  });

  test('is refused without it', () => {
    const { error } = scheduleJobRequest.safeParse(body);

    expect(error === undefined ? [] : issuesOf(error)).toEqual([
      { pointer: '/task/current', message: 'needs "after": the job that collects the report' },
    ]);
  });
});
