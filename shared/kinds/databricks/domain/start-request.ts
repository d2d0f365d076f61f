import type {
  Compute,
  DatabricksTask,
  ExistingJob,
  NotebookWork,
  PipelineWork,
  PythonWheelWork,
} from './databricks-task.ts';

/** A request that starts a run: where to, and what it says. */
export interface StartRequest {
  readonly operation: 'run-now' | 'runs/submit';
  /** Of `run-now`. */
  readonly jobId?: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a start is told besides its task. */
export interface Starting {
  /** Two requests with the same token make one run. At most 64 characters. */
  readonly token: string;
  /** What the run is called in the workspace; of a job's run the job has the name. */
  readonly runName: string;
  /** Puts the values of the slot into a text. */
  readonly fill: (text: string) => string;
  /** After so long the workspace ends the run itself, should nobody be there to do it. */
  readonly timeoutSeconds: number;
}

/** The key of the one task of a submitted run. */
const TASK_KEY = 'work';
const ENVIRONMENT_KEY = 'default';
const ENVIRONMENT_VERSION = '2';

/** The request for a run of a task (Jobs API 2.2: `jobs/run-now`, `jobs/runs/submit`). */
export function startRequestOf({ work }: DatabricksTask, starting: Starting): StartRequest {
  if (work.type === 'job') {
    return { operation: 'run-now', jobId: work.jobId, body: runNow(work, starting) };
  }
  const { token, runName, timeoutSeconds } = starting;
  return {
    operation: 'runs/submit',
    body: {
      run_name: runName,
      idempotency_token: token,
      timeout_seconds: timeoutSeconds,
      queue: { enabled: true },
      ...submitted(work, starting.fill),
    },
  };
}

const PARAMETER_FIELDS = {
  job: 'job_parameters',
  notebook: 'notebook_params',
  'python-wheel': 'python_named_params',
} as const;

function runNow(work: ExistingJob, { token, fill }: Starting): Readonly<Record<string, unknown>> {
  const { parameters, parametersFor, queue, fullRefresh } = work;
  return {
    idempotency_token: token,
    ...(queue && { queue: { enabled: true } }),
    ...(isEmpty(parameters) ? {} : { [PARAMETER_FIELDS[parametersFor]]: filled(parameters, fill) }),
    ...(fullRefresh === undefined ? {} : { pipeline_params: { full_refresh: fullRefresh } }),
  };
}

type Fill = Starting['fill'];

function submitted(
  work: NotebookWork | PythonWheelWork | PipelineWork,
  fill: Fill,
): Readonly<Record<string, unknown>> {
  switch (work.type) {
    case 'notebook':
      return notebook(work, fill);
    case 'python-wheel':
      return pythonWheel(work, fill);
    case 'pipeline':
      return { tasks: [{ task_key: TASK_KEY, pipeline_task: pipelineTask(work, fill) }] };
  }
}

function notebook({ path, parameters, git, compute }: NotebookWork, fill: Fill) {
  const task = {
    notebook_path: fill(path),
    base_parameters: filled(parameters, fill),
    source: git === undefined ? 'WORKSPACE' : 'GIT',
  };
  return {
    tasks: [{ task_key: TASK_KEY, notebook_task: task, ...computeOf(compute) }],
    ...(git === undefined
      ? {}
      : {
          git_source: {
            ...{ git_url: git.url, git_provider: git.provider },
            ...(git.branch === undefined ? {} : { git_branch: git.branch }),
            ...(git.tag === undefined ? {} : { git_tag: git.tag }),
            ...(git.commit === undefined ? {} : { git_commit: git.commit }),
          },
        }),
  };
}

function pythonWheel(work: PythonWheelWork, fill: Fill) {
  const { packageName, entryPoint, parameters, wheels, compute } = work;
  const given =
    work.arguments === undefined
      ? { named_parameters: filled(parameters, fill) }
      : { parameters: work.arguments.map(fill) };
  const task = { package_name: packageName, entry_point: entryPoint, ...given };
  if (compute.type !== 'serverless') {
    const libraries = wheels.map((whl) => ({ whl: fill(whl) }));
    return { tasks: [{ task_key: TASK_KEY, python_wheel_task: task, libraries, ...computeOf(compute) }] };
  }
  const { environmentVersion = ENVIRONMENT_VERSION, dependencies } = compute;
  const spec = {
    environment_version: environmentVersion,
    dependencies: [...wheels.map(fill), ...dependencies],
  };
  return {
    tasks: [{ task_key: TASK_KEY, python_wheel_task: task, environment_key: ENVIRONMENT_KEY }],
    environments: [{ environment_key: ENVIRONMENT_KEY, spec }],
  };
}

function pipelineTask({ pipelineId, fullRefresh, ...work }: PipelineWork, fill: Fill) {
  const { tables, fullRefreshTables, parameters } = work;
  return {
    ...{ pipeline_id: pipelineId, full_refresh: fullRefresh },
    ...(tables.length === 0 ? {} : { refresh_selection: tables }),
    ...(fullRefreshTables.length === 0 ? {} : { full_refresh_selection: fullRefreshTables }),
    ...(isEmpty(parameters) ? {} : { parameters: filled(parameters, fill) }),
  };
}

/** Serverless is what a task without any cluster has. */
function computeOf(compute: Compute): Readonly<Record<string, unknown>> {
  switch (compute.type) {
    case 'serverless':
      return {};
    case 'existing-cluster':
      return { existing_cluster_id: compute.clusterId };
    case 'new-cluster':
      return { new_cluster: compute.spec };
  }
}

function filled(parameters: Readonly<Record<string, string>>, fill: Fill): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, fill(text)]));
}

function isEmpty(parameters: Readonly<Record<string, string>>): boolean {
  return Object.keys(parameters).length === 0;
}
