import { invalid } from './api-fault.ts';
import { idIn, isFields, type Fields } from './exact-json.ts';
import type { Start } from './run-book.ts';
import type { TaskScript, WorkspaceSettings } from './workspace-script.ts';

/** What a body of `run-now` asks for. @throws ApiFault. */
export function readRunNow(body: Fields, { jobs }: WorkspaceSettings): Start {
  const jobId = idIn(body, 'job_id');
  const job = jobs.find((each) => each.jobId === jobId);
  if (job === undefined) throw invalid(`Job ${jobId} does not exist.`);
  const given = ['job_parameters', 'notebook_params', 'python_named_params'].filter((name) => name in body);
  if (given.length > 1) throw invalid(`${given.join(' and ')} cannot be given together.`);
  return {
    ...{ name: job.name, jobId, isSubmitted: false, tasks: job.tasks },
    ...{ token: textIn(body, 'idempotency_token'), isQueued: isQueued(body) },
    parameters: textsIn(body[given[0] ?? '']),
    maxConcurrentRuns: job.maxConcurrentRuns ?? 1,
  };
}

/** What a body of `runs/submit` asks for. @throws ApiFault. */
export function readSubmit(body: Fields, { submitted }: WorkspaceSettings, newJobId: string): Start {
  const tasks = Array.isArray(body['tasks']) ? body['tasks'].filter(isFields) : [];
  if (tasks.length === 0) throw invalid('At least one task is required.');
  const read = tasks.map(readTask);
  return {
    ...{ name: textIn(body, 'run_name') ?? 'Untitled', jobId: newJobId, isSubmitted: true },
    ...{ token: textIn(body, 'idempotency_token'), isQueued: isQueued(body) },
    parameters: Object.fromEntries(read.flatMap(({ parameters }) => Object.entries(parameters))),
    tasks: read.map(({ name, ...task }): TaskScript => ({
      ...submitted[name],
      key: task.key,
      type: task.type,
    })),
    maxConcurrentRuns: Infinity,
  };
}

interface ReadTask {
  readonly key: string;
  readonly type: NonNullable<TaskScript['type']>;
  /** What its script is found by. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

function readTask(task: Fields): ReadTask {
  const key = textIn(task, 'task_key');
  if (key === undefined) throw invalid('A task has no task_key.');
  const { notebook_task: notebook, python_wheel_task: wheel, pipeline_task: pipeline } = task;
  if (isFields(notebook)) {
    const name = required(notebook, 'notebook_path');
    return { key, type: 'notebook', name, parameters: textsIn(notebook['base_parameters']) };
  }
  if (isFields(wheel)) {
    const name = required(wheel, 'package_name');
    return { key, type: 'python-wheel', name, parameters: textsIn(wheel['named_parameters']) };
  }
  if (isFields(pipeline)) {
    const name = required(pipeline, 'pipeline_id');
    return { key, type: 'pipeline', name, parameters: textsIn(pipeline['parameters']) };
  }
  throw invalid(`Task ${key} is of no type that this stand-in runs: notebook, Python wheel, pipeline.`);
}

function required(fields: Fields, name: string): string {
  const text = textIn(fields, name);
  if (text === undefined) throw invalid(`${name} is required.`);
  return text;
}

function isQueued(body: Fields): boolean {
  const { queue } = body;
  return isFields(queue) && queue['enabled'] === true;
}

function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textsIn(value: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(isFields(value) ? value : {});
  return Object.fromEntries(texts.map(([name, text]) => [name, String(text)]));
}
