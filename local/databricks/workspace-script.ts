/** What the stand-in's work does, in place of clusters and notebooks. */
export interface TaskScript {
  readonly key: string;
  /** Default: notebook, whose output can be had; others have none. */
  readonly type?: 'notebook' | 'python-wheel' | 'pipeline';
  /** How long it runs; `Infinity`: until `finish` is called. Default: the workspace's `takesMs`. */
  readonly takesMs?: number;
  /** What the notebook exits with; a function gets the parameters that it was given. */
  readonly output?: string | ((parameters: Readonly<Record<string, string>>) => string);
  /** How many of its executions fail before one does not. */
  readonly failures?: number;
  readonly error?: string;
}

/** A job that the workspace has; its tasks run one after the other. */
export interface JobScript {
  readonly jobId: string;
  readonly name: string;
  readonly tasks: readonly TaskScript[];
  /** Default 1, as in a workspace. */
  readonly maxConcurrentRuns?: number;
}

export interface WorkspaceOptions {
  /** Where to listen on 127.0.0.1; 0, the default, takes any free port. */
  readonly port?: number;
  /** Tokens that are let in. */
  readonly tokens?: readonly string[];
  /** OAuth clients and their secrets. */
  readonly clients?: Readonly<Record<string, string>>;
  /** How long a token of an OAuth client is good for; an hour by default. */
  readonly tokenSeconds?: number;
  readonly jobs?: readonly JobScript[];
  /** What submitted work does, by the path of its notebook, the name of its package or the id of its pipeline. */
  readonly submitted?: Readonly<Record<string, Omit<TaskScript, 'key' | 'type'>>>;
  /** How long a run waits for its cluster; 100 by default. */
  readonly pendingMs?: number;
  /** How long a task runs whose script does not say; 1000 by default. */
  readonly takesMs?: number;
  /** From a cancellation to the end; 100 by default. */
  readonly cancelMs?: number;
  /** Starts beyond so many active runs are turned away with 429. */
  readonly maxActiveRuns?: number;
  /** Requests beyond so many in a second are turned away with 429. */
  readonly requestsPerSecond?: number;
  /** Epoch milliseconds; the machine's clock by default. */
  readonly now?: () => number;
}

/** The options with everything filled in. */
export type WorkspaceSettings = Required<WorkspaceOptions>;

export function toWorkspaceSettings(options: WorkspaceOptions): WorkspaceSettings {
  return { ...DEFAULTS, ...options };
}

const DEFAULTS: WorkspaceSettings = {
  port: 0,
  tokens: [],
  clients: {},
  tokenSeconds: 3600,
  jobs: [],
  submitted: {},
  pendingMs: 100,
  takesMs: 1000,
  cancelMs: 100,
  maxActiveRuns: Infinity,
  requestsPerSecond: Infinity,
  now: () => Date.now(),
};
