import type { StabilityTaskDefinition } from '../../../shared/domain/job/stability-task.ts';
import { HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';
import { csvAt } from '../../support/example-job.ts';
import { describe, expect, test } from 'vitest';
import { JOB_KINDS } from '../../../shared/domain/job/job-work.ts';
import { DEFAULT_POLICIES } from '../../../shared/domain/job/job-policies.ts';
import { issuesOf } from '../../../shared/contracts/http/issues.ts';
import { scheduleJobRequest } from '../../../shared/contracts/http/schedule-job.ts';

const TASK = { modelId: 'churn', baseline: 'baselines/churn.csv', current: 'datasets/churn.csv' };
const DAILY = { type: 'cron', expression: '0 6 * * *', timeZone: 'Europe/London' };
const BODY = { kind: 'stability', valueStream: 'retention', task: TASK, recurrences: [DAILY] };

function stabilityTask(body: unknown): StabilityTaskDefinition {
  const job = scheduleJobRequest.parse(body);
  if (job.kind !== 'stability') throw new Error(`It is of kind '${job.kind}'.`);
  return job.task;
}

function faults(body: unknown): [pointer: string, message: string][] {
  const parsed = scheduleJobRequest.safeParse(body);
  if (parsed.success) throw new Error('The body was accepted.');
  return issuesOf(parsed.error).map(({ pointer, message }) => [pointer, message]);
}

function pointers(body: unknown): string[] {
  return faults(body).map(([pointer]) => pointer);
}

describe('the body of POST /api/jobs/schedule', () => {
  test('gets its defaults written out', () => {
    expect(scheduleJobRequest.parse(BODY)).toEqual({
      kind: 'stability',
      valueStream: 'retention',
      task: {
        ...TASK,
        baseline: csvAt(TASK.baseline),
        current: csvAt(TASK.current),
        characteristics: 'all',
        bins: { convention: HOUSE_CONVENTION, columnOptions: {}, segmentBy: [] },
        comparisons: [],
        criteria: {
          ...{ moderate: 0.1, significant: 0.25 },
          ...{ alpha: 0.05, rule: 'threshold-and-critical-value' },
        },
        recipients: [],
      },
      recurrences: [{ ...DAILY, dialect: 'unix5', dst: 'shift' }],
      policies: DEFAULT_POLICIES,
    });
  });

  test('gets the threshold that it leaves out', () => {
    const body = { ...BODY, task: { ...TASK, thresholds: { moderate: 0.05 } } };

    expect(stabilityTask(body).criteria).toMatchObject({
      moderate: 0.05,
      significant: 0.25,
    });
  });

  test.each(['baselines/a/b.csv', 'datasets/2026..03/.hidden', 'datasets/ä b.csv'])(
    'takes the blob path %j',
    (current) => {
      const body = { ...BODY, task: { ...TASK, current } };

      expect(stabilityTask(body).current).toEqual(csvAt(current));
    },
  );

  test.each(['all', ['age'], ['age', 'income']])('takes the characteristics %j', (characteristics) => {
    const body = { ...BODY, task: { ...TASK, characteristics } };

    expect(stabilityTask(body).characteristics).toEqual(characteristics);
  });

  test.each<[string, object, string]>([
    ['another kind', { kind: 'psi' }, '/kind'],
    ['no value stream', { valueStream: undefined }, '/valueStream'],
    ['an empty value stream', { valueStream: '' }, '/valueStream'],
    ['a job id with a dot', { jobId: 'a.b' }, '/jobId'],
    ['a reserved job id', { jobId: 'Schedule' }, '/jobId'],
    ['a job id that is no text', { jobId: 7 }, '/jobId'],
    ['no task', { task: undefined }, '/task'],
    ['no list of recurrences', { recurrences: undefined }, '/recurrences'],
    ['an unknown field', { priority: 1 }, '/priority'],
    ['a field with / and ~ in its name', { 'a/b~c': 1 }, '/a~1b~0c'],
  ])('is refused with %s', (_what, change, pointer) => {
    expect(pointers({ ...BODY, ...change })).toEqual([pointer]);
  });

  test.each<[string, object, string]>([
    ['a model id with a slash', { modelId: 'a/b' }, '/task/modelId'],
    ['a baseline in a container of the app', { baseline: 'results/churn.csv' }, '/task/baseline'],
    ['a baseline without a container', { baseline: '/churn.csv' }, '/task/baseline'],
    ['a baseline with a placeholder', { baseline: 'baselines/{yyyy}.csv' }, '/task/baseline'],
    ['current data without a container', { current: 'churn.csv' }, '/task/current'],
    ['a comparison with what there is not', { comparisons: [{ to: 'yesterday' }] }, '/task/comparisons/0/to'],
    [
      'a delimiter that is a letter',
      { current: { path: 'datasets/a.csv', format: { type: 'csv', delimiter: 'a' } } },
      '/task/current/format/delimiter',
    ],
    [
      'bins beside a registered baseline',
      { baseline: { baselineId: '0123456789abcdef' }, bins: { segmentBy: ['x'] } },
      '/task/bins',
    ],
    ['a baseline that climbs out of its container', { baseline: 'baselines/..' }, '/task/baseline'],
    [
      'current data that climb out of their container',
      { current: 'datasets/../results/a.json' },
      '/task/current',
    ],
    ['a baseline that is one step', { baseline: 'baselines/a/.' }, '/task/baseline'],
    ['a baseline with steps in Windows’ spelling', { baseline: 'baselines/..\\a' }, '/task/baseline'],
    [
      'a baseline with a name of more than 1024 characters',
      { baseline: `baselines/${'a'.repeat(1025)}` },
      '/task/baseline',
    ],
    ['an empty score column', { scoreColumn: '' }, '/task/scoreColumn'],
    ['no characteristics', { characteristics: [] }, '/task/characteristics'],
    ['an empty characteristic', { characteristics: ['age', ''] }, '/task/characteristics/1'],
    ['another word than "all"', { characteristics: 'some' }, '/task/characteristics'],
    ['a column type that is none', { columnTypes: { age: 'text' } }, '/task/columnTypes/age'],
    ['a threshold of 0', { thresholds: { moderate: 0 } }, '/task/thresholds/moderate'],
    ['a threshold that is text', { thresholds: { moderate: '0.1' } }, '/task/thresholds/moderate'],
    ['thresholds out of order', { thresholds: { moderate: 0.3 } }, '/task/thresholds'],
    ['an unknown threshold', { thresholds: { severe: 1 } }, '/task/thresholds/severe'],
    ['a recipient that is no address', { recipients: ['a@example.com', 'nobody'] }, '/task/recipients/1'],
    ['an unknown field', { target: 'x' }, '/task/target'],
  ])('is refused with %s in its task', (_what, change, pointer) => {
    expect(pointers({ ...BODY, task: { ...TASK, ...change } })).toEqual([pointer]);
  });

  test.each<[string, unknown, string[]]>([
    ['is no object', 7, ['/recurrences/0']],
    ['has another type', { type: 'weekly' }, ['/recurrences/0/type']],
    ['has five wrong fields', { ...DAILY, expression: '61 6 * * *' }, ['/recurrences/0/expression']],
    ['is in another dialect', { ...DAILY, dialect: 'cron' }, ['/recurrences/0/dialect']],
    ['is in an unknown zone', { ...DAILY, timeZone: 'Mars/Olympus' }, ['/recurrences/0/timeZone']],
    ['has no zone', { ...DAILY, timeZone: undefined }, ['/recurrences/0/timeZone']],
    ['never runs', { ...DAILY, expression: '0 0 30 2 *' }, ['/recurrences/0/expression']],
    ['starts at no instant', { ...DAILY, startAt: '2026-03-01' }, ['/recurrences/0/startAt']],
    [
      'ends before it starts',
      { ...DAILY, startAt: '2026-03-02T00:00:00Z', endAt: '2026-03-01T00:00:00Z' },
      ['/recurrences/0/endAt'],
    ],
    ['comes every 0 seconds', { type: 'interval', everySeconds: 0 }, ['/recurrences/0/everySeconds']],
    ['comes every half second', { type: 'interval', everySeconds: 0.5 }, ['/recurrences/0/everySeconds']],
    ['is at no instant', { type: 'once', at: 'tomorrow' }, ['/recurrences/0/at']],
    ['is at a day that there is not', { type: 'once', at: '2026-02-30T00:00:00Z' }, ['/recurrences/0/at']],
    ['is before 1970', { type: 'once', at: '1969-12-31T23:59:59Z' }, ['/recurrences/0/at']],
    [
      'has two faults',
      { ...DAILY, expression: 'x', timeZone: 'y' },
      ['/recurrences/0/expression', '/recurrences/0/timeZone'],
    ],
    [
      'has an unknown field beside a fault',
      { ...DAILY, timeZone: 'Mars/Olympus', every: 1 },
      ['/recurrences/0/every', '/recurrences/0/timeZone'],
    ],
  ])('is refused with a recurrence that %s', (_what, recurrence, expected) => {
    expect(new Set(pointers({ ...BODY, recurrences: [recurrence] }))).toEqual(new Set(expected));
  });

  test('is answered with every fault at once', () => {
    const body = {
      jobId: 'a b',
      kind: 'stability',
      valueStream: '',
      task: {
        ...TASK,
        modelId: '',
        baseline: 'x',
        thresholds: { moderate: 2 },
        recipients: ['x'],
        colour: 'red',
      },
      recurrences: [DAILY, { ...DAILY, expression: '0 25 * * *' }, { type: 'interval', everySeconds: -1 }],
      owner: 'me',
    };

    expect(pointers(body).sort()).toEqual([
      '/jobId',
      '/owner',
      '/recurrences/1/expression',
      '/recurrences/2/everySeconds',
      '/task/baseline',
      '/task/colour',
      '/task/modelId',
      '/task/recipients/0',
      '/task/thresholds',
      '/valueStream',
    ]);
  });

  test('of no known kind is answered with every fault that needs no kind to be seen', () => {
    const body = { ...BODY, kind: 'psi', valueStream: '', recurrences: {}, owner: 'me' };

    expect(pointers(body).sort()).toEqual(['/kind', '/owner', '/recurrences', '/valueStream']);
  });

  test('is answered with a pointer to the whole when it is no object', () => {
    expect(pointers([])).toEqual(['']);
  });

  test('is told what is wrong in words', () => {
    const body = { ...BODY, kind: 'psi', valueStream: undefined, recurrences: DAILY, priority: 1 };

    expect(faults(body)).toEqual([
      ['/kind', `must be one of ${JOB_KINDS.join(', ')}`],
      ['/valueStream', 'is missing'],
      ['/recurrences', 'must be of type array'],
      ['/priority', 'is not a known field'],
    ]);
  });
});
