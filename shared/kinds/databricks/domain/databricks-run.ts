/** A run as the workspace tells of it (Jobs API 2.2, `runs/get`); numbers of 64 bits are texts of digits. */
export interface DatabricksRun {
  readonly runId: string;
  readonly jobId?: string;
  readonly pageUrl?: string;
  readonly standing: Standing;
  /** Epoch ms. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly tasks: readonly DatabricksTaskRun[];
  /** Oldest first. */
  readonly repairs: readonly { readonly id: string; readonly startedAt?: number }[];
}

/** A task of a run in its latest attempt. */
export interface DatabricksTaskRun {
  readonly key: string;
  readonly runId: string;
  readonly attempt: number;
  readonly standing: Standing;
}

/** How far a run is, in the workspace's own words; more of them may be introduced at any time. */
export interface Standing {
  readonly lifeCycle: string;
  readonly result?: string;
  readonly terminationCode?: string;
  readonly terminationType?: string;
  readonly message: string;
  readonly queueReason?: string;
}

/** What a task of a run has left behind (`runs/get-output`). */
export interface TaskOutput {
  /** What a notebook has passed to `dbutils.notebook.exit()`. */
  readonly notebook?: { readonly text: string; readonly isTruncated: boolean };
  readonly error?: string;
}
