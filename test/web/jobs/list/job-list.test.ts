import { describe, expect, test } from 'vitest';
import type { JobSummary } from '../../../../shared/contracts/http/job-view.ts';
import type { WatchedJob } from '../../../../shared/contracts/http/watch.ts';
import {
  callOf,
  consequencesOf,
  orderTitle,
  planOrder,
  undoOf,
} from '../../../../web/jobs/list/job-order.ts';
import { changedJob, isFiltered, toJobFilter, toListQuery } from '../../../../web/jobs/list/job-query.ts';

const AT = '2026-11-21T06:00:00.000Z';
const NO_PARAMS = {
  ...{ kind: undefined, status: undefined, valueStream: undefined, tag: undefined },
  ...{ modelId: undefined, text: undefined, sort: undefined },
};

function jobOf(jobId: string, state: JobSummary['state'], valueStream = 'retention'): JobSummary {
  return {
    kind: 'report-collection',
    task: TASK,
    ...{ jobId, valueStream, state, generation: 3 },
    policies: POLICIES,
    recurrences: [],
    inWords: [],
    status: { observedGeneration: 3, conditions: [] },
    ...{ createdAt: AT, updatedAt: AT, nextDueAt: AT },
  };
}

const TASK: Extract<JobSummary, { kind: 'report-collection' }>['task'] = {
  ...{
    resource: 'sales',
    outputPath: 'reports/sales.csv',
    baseUrl: 'https://reports.example.com',
    method: 'GET',
    requestPath: '/',
  },
  ...{ reportPath: '/', offset: 0, headers: {}, abandonSeconds: 60, maxBytes: 1, contentTypes: [] },
  poll: { intervalSeconds: 1, backoffCoefficient: 1, maxIntervalSeconds: 1 },
  notReady: { bodies: [], statuses: [] },
  format: { type: 'csv', delimiter: ',', decimalComma: false, maxMalformedRows: 0 },
};

const POLICIES: JobSummary['policies'] = {
  overlap: 'skip',
  catchUp: { policy: 'latest', windowSeconds: 60, maxCount: 1, maxAgeSeconds: 60, maxPerMinute: 1 },
  timeoutSeconds: 60,
  retry: {
    ...{ maxAttempts: 1, initialDelaySeconds: 1, backoffCoefficient: 1, maxDelaySeconds: 1 },
    nonRetryable: [],
  },
  spreadSeconds: 0,
};

describe('the filter of the jobs', () => {
  test('is what the address says, several values with commas between', () => {
    const filter = toJobFilter({ ...NO_PARAMS, status: 'active,paused', tag: 'gold', sort: '-updatedAt' });

    expect(filter).toMatchObject({
      status: ['active', 'paused'],
      tag: ['gold'],
      sort: '-updatedAt',
      text: '',
    });
  });

  test('does not ask for the order that comes by itself', () => {
    expect(toListQuery(toJobFilter(NO_PARAMS))).not.toHaveProperty('sort');
  });

  test('is none by its order alone', () => {
    expect(isFiltered(toJobFilter({ ...NO_PARAMS, sort: '-jobId' }))).toBe(false);
    expect(isFiltered(toJobFilter({ ...NO_PARAMS, text: 'churn' }))).toBe(true);
  });
});

describe('a job of the list that something is told of', () => {
  const told: WatchedJob = {
    ...{ type: 'job', jobId: 'churn', kind: 'report-collection', valueStream: 'retention' },
    ...{ state: 'active', generation: 3, observedGeneration: 3, updatedAt: '2026-11-21T07:00:00.000Z' },
  };

  test('is as it is now', () => {
    const pause = { pausedAt: AT, reason: 'A rebuild.', author: 'kim' };
    const changed = changedJob(jobOf('churn', 'active'), { ...told, state: 'paused', pause });

    expect(changed).toMatchObject({ state: 'paused', pause: { ...pause, runMissed: 'none' } });
  });

  test('has no next slot any more where none is told of', () => {
    expect(changedJob(jobOf('churn', 'active'), { ...told, state: 'completed' })).not.toHaveProperty(
      'nextDueAt',
    );
  });

  test('has to be read when its definition is another', () => {
    expect(changedJob(jobOf('churn', 'active'), { ...told, generation: 4 })).toBeUndefined();
  });
});

describe('an order about jobs', () => {
  const jobs = [
    jobOf('a', 'active'),
    jobOf('b', 'paused'),
    jobOf('c', 'quarantined'),
    jobOf('d', 'active', 'lending'),
  ];
  const everywhere = () => true;

  test.each([
    ['pause', 'a,d'],
    ['resume', 'b,c'],
    ['trigger', 'a,b,c,d'],
    ['delete', 'a,b,c,d'],
  ] as const)('to %s concerns those in a state for it', (action, concerned) => {
    const { jobs: found } = planOrder(action, jobs, everywhere);

    expect(found.map(({ jobId }) => jobId).join()).toBe(concerned);
  });

  test('says which it leaves alone, and why', () => {
    const plan = planOrder('pause', jobs, (stream) => stream !== 'lending');

    expect(consequencesOf('pause', plan).slice(-2)).toEqual([
      '2 are left alone: not active.',
      '1 is left alone: you are no operator of the value stream.',
    ]);
  });

  test('names the one job, or says how many', () => {
    expect(orderTitle('trigger', jobs.slice(0, 1))).toBe('Run a now?');
    expect(orderTitle('pause', jobs)).toBe('Pause 4 jobs?');
  });

  test('says what becomes of missed slots only where the pause ends by itself', () => {
    const order = { action: 'pause', reason: 'A rebuild.', runMissed: 'latest' } as const;

    expect(callOf(order, jobOf('a', 'active')).call.body).toEqual({ reason: 'A rebuild.' });
    expect(callOf({ ...order, resumeAt: AT }, jobOf('a', 'active')).call.body).toEqual({
      ...{ reason: 'A rebuild.', resumeAt: AT, runMissed: 'latest' },
    });
  });

  test('is taken back by its opposite; a run that was asked for is not', () => {
    const actions = (['pause', 'resume', 'delete', 'trigger'] as const).map((action) => {
      return undoOf({ action, reason: 'x', runMissed: 'none' })?.action;
    });

    expect(actions).toEqual(['resume', 'pause', 'restore', undefined]);
  });

  test('brings a deleted job back with the definition that it had', () => {
    const { call } = callOf({ action: 'restore', reason: 'Taken back.' }, jobOf('a', 'active'));

    expect(call.body).toEqual({ generation: 3, reason: 'Taken back.', undelete: true });
  });
});
