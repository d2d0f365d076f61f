import { plainKind } from '../plain-kind.ts';
import { databricksTask } from './contracts/databricks-task.ts';
import { databricksForm } from './form.ts';
import { findConnection, readDatabricksSettings } from './settings.ts';

export const databricksKind = plainKind({
  kind: 'databricks',
  title: 'Databricks',
  description:
    'Runs a job, a notebook, a Python wheel or a pipeline in a Databricks workspace and waits for its end.',
  docs: 'docs/databricks.md',
  example: {
    purpose: 'model-training',
    modelId: 'churn',
    work: {
      type: 'job',
      jobId: '1126912853224417',
      parameters: { from: '{from}', to: '{to}' },
    },
    onRetry: 'repair-failed',
  },
  form: databricksForm,
  task: databricksTask,
  // Trainings take hours.
  timeoutSeconds: 6 * 3600,
  orchestrator: 'runDatabricksJob',
  checkBy: (environment) => {
    const { connections } = readDatabricksSettings(environment);
    return ({ connection }, { valueStream }) => {
      const found = findConnection(connections, connection, valueStream);
      return found.outcome === 'found' ? [] : [{ pointer: '/connection', message: found.failure.message }];
    };
  },
});
