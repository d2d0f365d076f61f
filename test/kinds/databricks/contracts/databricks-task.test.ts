import { describe, expect, test } from 'vitest';
import {
  databricksTask,
  readDatabricksTask,
} from '../../../../shared/kinds/databricks/contracts/databricks-task.ts';
import { databricksKind } from '../../../../shared/kinds/databricks/kind.ts';

const JOB = { purpose: 'data-processing', work: { type: 'job', jobId: '4711' } };

function faultsOf(task: object): readonly string[] {
  const parsed = databricksTask.safeParse(task);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the task of a Databricks job', () => {
  test('has its example, and defaults that are read again as they are', () => {
    const task = readDatabricksTask(databricksKind.example);

    expect(task).toMatchObject({
      connection: 'default',
      poll: { intervalSeconds: 5, maxIntervalSeconds: 60 },
    });
    expect(readDatabricksTask(JSON.parse(JSON.stringify(task)))).toEqual(task);
  });

  test('keeps an id of 64 bits, and refuses one that JSON has rounded', () => {
    const work = { type: 'job', jobId: '9223372036854775807' };

    expect(readDatabricksTask({ ...JOB, work }).work).toMatchObject({ jobId: '9223372036854775807' });
    expect(faultsOf({ ...JOB, work: { type: 'job', jobId: 2 ** 60 } })).toHaveLength(1);
  });

  test.each([
    ['a host in place of a connection', { ...JOB, connection: 'https://evil.example.com' }, 'connection'],
    ['a field that there is not', { ...JOB, token: 'dapi123' }, ''],
    ['a training without its model', { ...JOB, purpose: 'model-training' }, 'modelId'],
    [
      'a dataset of a training',
      { ...JOB, purpose: 'model-training', modelId: 'm', datasetPath: 'x' },
      'datasetPath',
    ],
    ['a model version of data processing', { ...JOB, requiresModelVersion: true }, 'requiresModelVersion'],
    ['a pipeline as data processing', { ...JOB, work: { type: 'pipeline', pipelineId: 'p-1' } }, 'work.type'],
    [
      'a notebook as pipeline',
      { purpose: 'pipeline', work: { type: 'notebook', path: '/Shared/a' } },
      'work.type',
    ],
    [
      'a full refresh of no pipeline',
      { ...JOB, work: { ...JOB.work, fullRefresh: true } },
      'work.fullRefresh',
    ],
    [
      'the repair of submitted work',
      { ...JOB, work: { type: 'notebook', path: '/Shared/a' }, onRetry: 'repair-failed' },
      'onRetry',
    ],
    [
      'a placeholder that there is not',
      { ...JOB, work: { ...JOB.work, parameters: { day: '{yyy}' } } },
      'work.parameters.day',
    ],
    [
      'parameters that Databricks would refuse',
      {
        ...JOB,
        work: { ...JOB.work, parameters: { a: 'x'.repeat(4000), b: 'x'.repeat(4000), c: 'x'.repeat(4000) } },
      },
      'work.parameters',
    ],
    [
      'a notebook without a path of the workspace',
      { ...JOB, work: { type: 'notebook', path: 'a' } },
      'work.path',
    ],
    [
      'arguments and parameters of a wheel',
      {
        ...JOB,
        work: {
          type: 'python-wheel',
          packageName: 'p',
          entryPoint: 'e',
          parameters: { a: '1' },
          arguments: ['b'],
        },
      },
      'work.arguments',
    ],
    [
      'a new cluster without a version',
      { ...JOB, work: { type: 'notebook', path: '/a', compute: { type: 'new-cluster', spec: {} } } },
      'work.compute.spec',
    ],
    ['a poll that never looks', { ...JOB, poll: { intervalSeconds: 0 } }, 'poll.intervalSeconds'],
  ])('refuses %s', (_, task, path) => {
    expect(faultsOf(task).map((text) => text.split(': ')[0])).toContain(path);
  });

  test('lets placeholders of Databricks through', () => {
    const parameters = { a: '{{job.run_id}}', b: '{"json":1}', c: '{from}', d: '' };

    expect(faultsOf({ ...JOB, work: { ...JOB.work, parameters } })).toEqual([]);
  });
});
