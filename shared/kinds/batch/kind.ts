import { plainKind } from '../plain-kind.ts';
import { batchTask, EXAMPLE_TASK } from './contracts/task.ts';
import { BATCH_ORCHESTRATOR } from './contracts/steps.ts';
import { STRATEGIES } from './domain/batch-plan.ts';
import { batchIssues, batchSettings } from './settings.ts';

const FOUR_HOURS = 4 * 3600;

export const batchKind = plainKind({
  kind: 'batch',
  title: 'Kubernetes batch',
  description: 'Runs a batch of Kubernetes Jobs, packed on the nodes that fit its ratio of CPU to memory.',
  docs: 'docs/batch.md',
  example: EXAMPLE_TASK,
  form: [
    {
      ...{ path: 'jobs', label: 'Jobs', control: 'json' },
      hint: 'A list; each with name, image, cpu and memory.',
    },
    {
      ...{ path: 'strategy', label: 'Strategy', control: 'choice', choices: STRATEGIES },
      hint: 'ratio packs the batch as a whole; dominant-share places each job by what it needs most.',
    },
    { path: 'source.url', label: 'Source', hint: 'A git repository, by https.', control: 'text' },
    { path: 'source.ref', label: 'Branch, tag or commit', control: 'text', isAdvanced: true },
    { path: 'source.path', label: 'Folder of the source', control: 'text', isAdvanced: true },
    { path: 'source.mountPath', label: 'Where jobs find it', control: 'text', isAdvanced: true },
    {
      ...{ path: 'whenJobFails', label: 'When a job fails', control: 'choice' },
      ...{ choices: ['go-on', 'stop'], isAdvanced: true },
    },
    {
      ...{ path: 'onRetry', label: 'Another attempt makes', control: 'choice', isAdvanced: true },
      ...{ choices: ['failed-jobs', 'all-jobs'] },
      hint: 'failed-jobs: those that have not succeeded yet.',
    },
  ],
  task: batchTask,
  timeoutSeconds: FOUR_HOURS,
  orchestrator: BATCH_ORCHESTRATOR,
  checkBy: (environment) => {
    const settings = batchSettings.parse(environment);
    return ({ source }) => batchIssues(settings, source !== undefined);
  },
});
