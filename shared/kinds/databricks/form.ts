import type { FormField } from '../plain-kind.ts';
import { ON_RETRY, PARAMETERS_FOR, PURPOSES } from './domain/databricks-task.ts';

/** The form of a task; what it has no field for is written as JSON. */
export const databricksForm: readonly FormField[] = [
  {
    path: 'purpose',
    label: 'Purpose',
    control: 'choice',
    choices: PURPOSES,
  },
  {
    path: 'work.type',
    label: 'What to run',
    hint: 'A job of the workspace, or work that is submitted.',
    control: 'choice',
    choices: ['job', 'notebook', 'python-wheel', 'pipeline'],
  },
  { path: 'work.jobId', label: 'Job id', hint: 'Of a job: the number in its address.', control: 'text' },
  { path: 'work.path', label: 'Notebook', hint: 'Of a notebook: /Shared/train', control: 'text' },
  { path: 'work.packageName', label: 'Package', hint: 'Of a Python wheel.', control: 'text' },
  { path: 'work.entryPoint', label: 'Entry point', hint: 'Of a Python wheel.', control: 'text' },
  { path: 'work.wheels', label: 'Wheels', hint: 'Where they are, one a line.', control: 'lines' },
  { path: 'work.pipelineId', label: 'Pipeline id', hint: 'Of a pipeline.', control: 'text' },
  {
    path: 'work.fullRefresh',
    label: 'Full refresh',
    hint: 'Makes all tables of the pipeline anew.',
    control: 'switch',
  },
  {
    path: 'work.parameters',
    label: 'Parameters',
    hint: 'Values may hold {from}, {to}, {yyyy}-{MM}-{dd}, {runId}.',
    control: 'pairs',
  },
  { path: 'modelId', label: 'Model', hint: 'Of a training.', control: 'text' },
  { path: 'datasetPath', label: 'Dataset', hint: 'Of data processing: what it makes.', control: 'text' },
  {
    path: 'connection',
    label: 'Connection',
    hint: 'As the settings name it.',
    control: 'text',
    isAdvanced: true,
  },
  { path: 'onRetry', label: 'On retry', control: 'choice', choices: ON_RETRY, isAdvanced: true },
  {
    path: 'work.parametersFor',
    label: 'Parameters are of',
    hint: 'Of a job that declares none: its tasks of one type.',
    control: 'choice',
    choices: PARAMETERS_FOR,
    isAdvanced: true,
  },
  {
    path: 'work.compute',
    label: 'Compute',
    hint: 'Serverless if left out.',
    control: 'json',
    isAdvanced: true,
  },
  {
    path: 'work.git',
    label: 'Repository',
    hint: 'Of a notebook that is not in the workspace.',
    control: 'json',
    isAdvanced: true,
  },
  {
    path: 'requiresModelVersion',
    label: 'Fails without a model version',
    control: 'switch',
    isAdvanced: true,
  },
  { path: 'outputTask', label: 'Task with the output', control: 'text', isAdvanced: true },
  {
    path: 'timeZone',
    label: 'Time zone',
    hint: 'Of the dates; UTC if left out.',
    control: 'text',
    isAdvanced: true,
  },
];
