import type { RunFailure } from '../../../../domain/run/run-failure.ts';
import type { DatabricksRun, TaskOutput } from '../../domain/databricks-run.ts';
import type { FaultMeaning } from '../../domain/read-fault.ts';
import type { StartRequest } from '../../domain/start-request.ts';

/** Why a workspace has not done what it was asked. */
export interface WorkspaceFault {
  readonly outcome: 'faulted';
  readonly meaning: FaultMeaning;
  readonly failure: RunFailure;
  /** What the workspace asks for. */
  readonly retryAfterMs?: number;
  /** Whether it may have done it all the same: the request went out, and no answer says that it was declined. */
  readonly mayBeDone: boolean;
}

export type Answered<T> = { readonly outcome: 'answered'; readonly value: T } | WorkspaceFault;

/** The jobs of one workspace. Each call is made once; nothing that a workspace answers is thrown. */
export interface Workspace {
  /** Starts a run, or gives the one that a request with the same token has started. */
  start(request: StartRequest): Promise<Answered<{ readonly runId: string }>>;
  /** All tasks of it, up to a thousand. */
  read(runId: string): Promise<Answered<DatabricksRun>>;
  /** Of a task of a run. */
  readOutput(taskRunId: string): Promise<Answered<TaskOutput>>;
  /**
   * Runs what has failed once more, in the same run. It has to name the latest repair, if there was one: so one that was
   * made already is refused.
   */
  repair(runId: string, latestRepairId: string | undefined): Promise<Answered<{ readonly repairId: string }>>;
  /** Asks for its end, which comes later; of a run that has ended it changes nothing. */
  cancel(runId: string): Promise<Answered<undefined>>;
}

/** The workspaces that the settings name. */
export interface Workspaces {
  /**
   * The workspace of a connection, for a job of a value stream; or why there is none: the settings do not name it, do not let
   * the stream use it, or lack its secret.
   */
  find(
    connection: string,
    valueStream: string,
  ):
    | { readonly outcome: 'found'; readonly workspace: Workspace }
    | { readonly outcome: 'missing'; readonly failure: RunFailure };
}
