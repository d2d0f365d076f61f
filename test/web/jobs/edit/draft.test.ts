import { describe, expect, test } from 'vitest';
import type { JobView } from '../../../../shared/contracts/http/job-view.ts';
import { scheduleJobRequest } from '../../../../shared/contracts/http/schedule-job.ts';
import { DEFAULT_POLICIES } from '../../../../shared/domain/job/job-policies.ts';
import { definitionOfJob } from '../../../../web/jobs/edit/draft/definition-of-job.ts';
import { eachFaultOnce, faultsOf, fieldOfFault } from '../../../../web/jobs/edit/draft/field-faults.ts';
import { reportCollectionForm } from '../../../../web/jobs/edit/kinds/report-collection/report-collection-form.ts';
import { stabilityForm } from '../../../../web/jobs/edit/kinds/stability/stability-form.ts';
import { originOf } from '../../../../web/jobs/edit/draft/origin.ts';
import { DraftKeeper, type DraftPlace } from '../../../../web/jobs/edit/draft/stored-draft.ts';
import { copyOf, newDefinition } from '../../../../web/jobs/edit/new-definition.ts';

const STABILITY: JobView = {
  ...{ jobId: 'churn-daily', kind: 'stability', valueStream: 'retention', state: 'active', generation: 3 },
  task: {
    ...{ modelId: 'churn', baselineId: 'c47a089e0c105d45', baseline: 'baselines/churn.csv' },
    ...{ current: 'datasets/churn.csv', characteristics: 'all', comparisons: [], recipients: [] },
    ...{ thresholds: { moderate: 0.1, significant: 0.2 }, alpha: 0.05, rule: 'threshold-and-critical-value' },
  },
  recurrences: [
    { type: 'cron', dialect: 'unix5', expression: '0 6 * * *', timeZone: 'Europe/London', dst: 'shift' },
  ],
  policies: {
    ...DEFAULT_POLICIES,
    overlap: 'buffer-one',
    retry: { ...DEFAULT_POLICIES.retry, maxAttempts: 5 },
  },
  ...{ inWords: [], warnings: [], upcoming: [] },
  status: { observedGeneration: 3, conditions: [] },
  ...{ createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' },
};

class MapPlace implements DraftPlace {
  readonly #kept = new Map<string, string>();
  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#kept.set(key, value);
  }
  removeItem(key: string): void {
    this.#kept.delete(key);
  }
}

describe('definitionOfJob', () => {
  test('leaves out what is a default, and names the frozen baseline by its id', () => {
    expect(definitionOfJob(STABILITY, stabilityForm)).toEqual({
      ...{ kind: 'stability', valueStream: 'retention' },
      task: {
        ...{ modelId: 'churn', current: 'datasets/churn.csv', thresholds: { significant: 0.2 } },
        baseline: { baselineId: 'c47a089e0c105d45' },
      },
      recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'Europe/London' }],
      policies: { overlap: 'buffer-one', retry: { maxAttempts: 5 } },
    });
  });

  test('is what the API takes to make the same policies again', () => {
    const parsed = scheduleJobRequest.parse(definitionOfJob(STABILITY, stabilityForm));

    expect(parsed.policies).toEqual(STABILITY.policies);
  });
});

describe('newDefinition', () => {
  test('keeps what is said already when another kind is chosen, but for the task', () => {
    const former = {
      kind: 'stability',
      valueStream: 'retention',
      task: { modelId: 'churn' },
      recurrences: [1],
    };

    expect(newDefinition(reportCollectionForm, 'UTC', former)).toEqual({
      ...{ kind: 'report-collection', valueStream: 'retention', task: {}, recurrences: [1] },
    });
  });

  test('is due in the zone of whoever makes it', () => {
    expect(newDefinition(stabilityForm, 'Asia/Tokyo')['recurrences']).toMatchObject([
      { timeZone: 'Asia/Tokyo' },
    ]);
  });

  test('has a schedule to begin with, also where no kind was chosen before', () => {
    const former = newDefinition(undefined, 'UTC');

    expect(newDefinition(stabilityForm, 'UTC', former)['recurrences']).toHaveLength(1);
  });

  test('a copy has no name yet', () => {
    expect(copyOf({ jobId: 'churn-daily', kind: 'stability' })).toEqual({ kind: 'stability' });
  });
});

describe('fieldOfFault', () => {
  const FIELDS = ['/task/baseline', '/task/consecutive/k', '/task/consecutive/n', '/recurrences'];

  test.for([
    ['/task/baseline', '/task/baseline'],
    ['/task/baseline/path', '/task/baseline'],
    ['/task/consecutive', '/task/consecutive/k'],
    ['/recurrences/0/expression', '/recurrences'],
    ['/strange', undefined],
  ] as const)('%s is shown at %s', ([pointer, field]) => {
    expect(fieldOfFault(pointer, FIELDS)).toBe(field);
  });

  test('shows every fault at one field only', () => {
    const faults = [{ pointer: '/task/consecutive', detail: 'k must not be greater than n' }];

    expect(FIELDS.map((field) => faultsOf(field, faults, FIELDS).length)).toEqual([0, 1, 0, 0]);
  });
});

describe('eachFaultOnce', () => {
  test('tells once what the check and the refusal of a save both say', () => {
    const missing = { pointer: '/task/baseline', detail: 'is missing' };
    const other = { pointer: '/task/baseline', detail: 'is no path' };

    expect(eachFaultOnce([missing, other, { ...missing }])).toEqual([missing, other]);
  });
});

describe('DraftKeeper', () => {
  const origin = originOf(STABILITY, '"3-1"', stabilityForm);

  test('gives a draft back, with the version that it began from', () => {
    const keeper = new DraftKeeper(new MapPlace());

    keeper.write('churn-daily', { definition: { kind: 'stability' }, origin });

    expect(keeper.read('churn-daily')).toEqual({ definition: { kind: 'stability' }, origin });
    expect(keeper.read(undefined)).toBeUndefined();
  });

  test('keeps drafts of a new job and of stored ones apart, and forgets', () => {
    const keeper = new DraftKeeper(new MapPlace());

    keeper.write(undefined, { definition: { kind: 'stability' } });
    keeper.forget('churn-daily');

    expect(keeper.read(undefined)?.definition).toEqual({ kind: 'stability' });
    keeper.forget(undefined);
    expect(keeper.read(undefined)).toBeUndefined();
  });

  test.for(['{', '[]', '{"definition":1}', '{"definition":{}}'])('takes nothing from %s', (text) => {
    const place = new MapPlace();
    place.setItem('evenkeel.draft.churn-daily', text);

    expect(new DraftKeeper(place).read('churn-daily')).toBeUndefined();
  });
});
