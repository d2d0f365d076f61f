/** What a job of the kind `databricks` asks of a Databricks workspace. Texts may hold placeholders of the slot. */
export interface DatabricksTask {
  /** Names the workspace and how to sign in there; both are settings of the app, so that no job sends our token elsewhere. */
  readonly connection: string;
  readonly purpose: Purpose;
  readonly work: DatabricksWork;
  /** Of the purpose `model-training`: the model that is trained. */
  readonly modelId?: string;
  /** Whether a training that tells no model version has failed. */
  readonly requiresModelVersion: boolean;
  /** Of the purpose `data-processing`: the dataset that is made. */
  readonly datasetPath?: string;
  /** The task of a job of several whose output is kept; absent: the last one that has any. */
  readonly outputTask?: string;
  readonly onRetry: OnRetry;
  readonly poll: { readonly intervalSeconds: number; readonly maxIntervalSeconds: number };
  /** Zone of the placeholders; UTC when absent. */
  readonly timeZone?: string;
}

export const PURPOSES = ['model-training', 'data-processing', 'pipeline'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What a further attempt does: all of it once more, or what failed, in the run that there is. */
export const ON_RETRY = ['new-run', 'repair-failed'] as const;
export type OnRetry = (typeof ON_RETRY)[number];

export type DatabricksWork = ExistingJob | NotebookWork | PythonWheelWork | PipelineWork;

type Parameters = Readonly<Record<string, string>>;

/** A job that the workspace has. */
export interface ExistingJob {
  readonly type: 'job';
  /** Up to 19 digits: a number of 64 bits is kept as it is written. */
  readonly jobId: string;
  readonly parameters: Parameters;
  /** What takes the parameters: the job, or, where it declares none, its tasks of one type. */
  readonly parametersFor: ParametersFor;
  /** Whether the run waits in the workspace where the job's own limit is reached. */
  readonly queue: boolean;
  /** Of a job whose task is a pipeline. */
  readonly fullRefresh?: boolean;
}

export const PARAMETERS_FOR = ['job', 'notebook', 'python-wheel'] as const;
export type ParametersFor = (typeof PARAMETERS_FOR)[number];

export interface NotebookWork {
  readonly type: 'notebook';
  readonly path: string;
  readonly parameters: Parameters;
  /** The repository that holds it; absent: the workspace does. */
  readonly git?: GitSource;
  readonly compute: Compute;
}

export interface GitSource {
  readonly url: string;
  readonly provider: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly commit?: string;
}

export interface PythonWheelWork {
  readonly type: 'python-wheel';
  readonly packageName: string;
  readonly entryPoint: string;
  /** Passed as `--name=value`. */
  readonly parameters: Parameters;
  /** In place of `parameters`: passed as they are. */
  readonly arguments?: readonly string[];
  /** Where the wheels are. */
  readonly wheels: readonly string[];
  readonly compute: Compute;
}

export interface PipelineWork {
  readonly type: 'pipeline';
  readonly pipelineId: string;
  readonly fullRefresh: boolean;
  /** Tables to bring up to date; none: all. */
  readonly tables: readonly string[];
  /** Tables to make anew. */
  readonly fullRefreshTables: readonly string[];
  readonly parameters: Parameters;
}

export type Compute =
  | {
      readonly type: 'serverless';
      readonly environmentVersion?: string;
      readonly dependencies: readonly string[];
    }
  | { readonly type: 'existing-cluster'; readonly clusterId: string }
  /** In the words of the Clusters API. */
  | { readonly type: 'new-cluster'; readonly spec: Readonly<Record<string, unknown>> };
