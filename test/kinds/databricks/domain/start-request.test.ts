import { describe, expect, test } from 'vitest';
import { readDatabricksTask } from '../../../../shared/kinds/databricks/contracts/databricks-task.ts';
import { startRequestOf } from '../../../../shared/kinds/databricks/domain/start-request.ts';

const STARTING = {
  token: 't',
  runName: 'evenkeel r',
  fill: (text: string) => text.replaceAll('{dd}', '28'),
  timeoutSeconds: 60,
};

function bodyOf(work: object, purpose = 'data-processing') {
  const { operation, body } = startRequestOf(readDatabricksTask({ purpose, work }), STARTING);
  return { operation, ...body };
}

describe('startRequestOf', () => {
  test('gives a job’s parameters to what takes them', () => {
    const parameters = { day: '{dd}' };
    const work = { type: 'job', jobId: 1, parameters };

    expect(bodyOf(work)).toEqual({
      ...{ operation: 'run-now', idempotency_token: 't', queue: { enabled: true } },
      job_parameters: { day: '28' },
    });
    expect(bodyOf({ ...work, parametersFor: 'notebook', queue: false })).toEqual({
      ...{ operation: 'run-now', idempotency_token: 't' },
      notebook_params: { day: '28' },
    });
  });

  test('submits a notebook of a repository on a new cluster', () => {
    const spec = { spark_version: '15.4.x-scala2.12', num_workers: 2 };
    const git = { url: 'https://github.com/example/models', provider: 'gitHub', tag: 'v1' };
    const compute = { type: 'new-cluster', spec };

    expect(bodyOf({ type: 'notebook', path: 'train', git, compute })).toMatchObject({
      ...{ operation: 'runs/submit', run_name: 'evenkeel r', timeout_seconds: 60 },
      git_source: { git_url: git.url, git_provider: 'gitHub', git_tag: 'v1' },
      tasks: [{ notebook_task: { notebook_path: 'train', source: 'GIT' }, new_cluster: spec }],
    });
  });

  test('has wheels in the environment of a serverless task, and as libraries of a cluster', () => {
    const work = { type: 'python-wheel', packageName: 'p', entryPoint: 'e', wheels: ['/Volumes/{dd}.whl'] };

    expect(bodyOf(work)).toMatchObject({
      environments: [{ spec: { dependencies: ['/Volumes/28.whl'] } }],
      tasks: [{ environment_key: 'default', python_wheel_task: { package_name: 'p', entry_point: 'e' } }],
    });
    expect(bodyOf({ ...work, compute: { type: 'existing-cluster', clusterId: 'c-1' } })).toMatchObject({
      tasks: [{ existing_cluster_id: 'c-1', libraries: [{ whl: '/Volumes/28.whl' }] }],
    });
  });

  test('refreshes the tables of a pipeline', () => {
    const work = { type: 'pipeline', pipelineId: 'p-1', tables: ['a'], fullRefreshTables: ['b'] };

    expect(bodyOf(work, 'pipeline')).toMatchObject({
      tasks: [
        {
          pipeline_task: {
            ...{ pipeline_id: 'p-1', full_refresh: false },
            ...{ refresh_selection: ['a'], full_refresh_selection: ['b'] },
          },
        },
      ],
    });
  });
});
