import { describe, expect, test } from 'vitest';
import { batchTask, EXAMPLE_TASK, MAX_JOBS } from '../../../../shared/kinds/batch/contracts/task.ts';

const JOB = { name: 'a', image: 'busybox', cpu: '500m', memory: '1Gi' };

function faultsOf(task: object): readonly string[] {
  const { error } = batchTask.safeParse(task);
  return (error?.issues ?? []).map(({ path }) => path.join('.'));
}

describe('batchTask', () => {
  test('takes what it has made for itself: defaults change nothing', () => {
    const once = batchTask.parse(EXAMPLE_TASK);

    expect(batchTask.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  test('takes numbers for quantities, as JSON writes them', () => {
    expect(batchTask.parse({ jobs: [{ ...JOB, cpu: 0.5, memory: 1e9 }] }).jobs[0]).toMatchObject({
      ...{ cpu: '0.5', memory: '1000000000' },
    });
  });

  test.each([
    ['no jobs', { jobs: [] }, ['jobs']],
    [
      'too many',
      { jobs: Array.from({ length: MAX_JOBS + 1 }, (_, i) => ({ ...JOB, name: `j${i}` })) },
      ['jobs'],
    ],
    ['two of one name', { jobs: [JOB, JOB] }, ['jobs.1.name']],
    [
      'quantities that are none',
      { jobs: [{ ...JOB, cpu: '1K', memory: '-1' }] },
      ['jobs.0.cpu', 'jobs.0.memory'],
    ],
    ['a limit below the request', { jobs: [{ ...JOB, cpuLimit: '100m' }] }, ['jobs.0.cpuLimit']],
    ['a strategy that there is not', { strategy: 'best', jobs: [JOB] }, ['strategy']],
    ['host folders', { jobs: [{ ...JOB, volumes: [{ hostPath: '/' }] }] }, ['jobs.0']],
    ['a source by http', { source: { url: 'http://git.example.com/x' }, jobs: [JOB] }, ['source.url']],
    [
      'a source with a password',
      { source: { url: 'https://a:b@git.example.com/x' }, jobs: [JOB] },
      ['source.url'],
    ],
    [
      'a source that is an option',
      { source: { url: 'https://h/x', ref: '--upload-pack=x' }, jobs: [JOB] },
      ['source.ref'],
    ],
    [
      'a path that leads out',
      { source: { url: 'https://h/x', path: 'a/../../b' }, jobs: [JOB] },
      ['source.path'],
    ],
    ['an absolute path', { source: { url: 'https://h/x', path: '/etc' }, jobs: [JOB] }, ['source.path']],
    ['a placeholder that there is not', { jobs: [{ ...JOB, args: ['{day}'] }] }, ['jobs.0.args.0']],
    [
      'tolerations that the API server would refuse',
      {
        jobs: [
          {
            ...JOB,
            tolerations: [
              { value: 'a' },
              { key: 'gpu', operator: 'Exists', value: 'yes' },
              { key: 'gpu', effect: 'NoSchedule', tolerationSeconds: 5 },
            ],
          },
        ],
      },
      ['jobs.0.tolerations.0.operator', 'jobs.0.tolerations.1.value', 'jobs.0.tolerations.2.effect'],
    ],
    [
      'labels that are none',
      { jobs: [{ ...JOB, nodeSelector: { disk: 'a b' } }] },
      ['jobs.0.nodeSelector.disk'],
    ],
  ])('refuses %s', (_, task, paths) => {
    expect(faultsOf(task)).toEqual(paths);
  });

  test('checks requirements of nodes as the API server does', () => {
    const term = (requirement: object) => ({
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [requirement] }],
      },
    });
    const at =
      'jobs.0.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.0.matchExpressions.0.values';
    const task = (requirement: object) => ({ jobs: [{ ...JOB, nodeAffinity: term(requirement) }] });

    expect(faultsOf(task({ key: 'disk', operator: 'In' }))).toEqual([at]);
    expect(faultsOf(task({ key: 'disk', operator: 'Exists', values: ['a'] }))).toEqual([at]);
    expect(faultsOf(task({ key: 'size', operator: 'Gt', values: ['1', '2'] }))).toEqual([at]);
    expect(faultsOf(task({ key: 'size', operator: 'Lt', values: ['4Gi'] }))).toEqual([`${at}.0`]);
    expect(faultsOf(task({ key: 'disk', operator: 'In', values: ['ssd'] }))).toEqual([]);
    expect(faultsOf(task({ key: 'size', operator: 'Lt', values: ['-4'] }))).toEqual([]);
  });
});
