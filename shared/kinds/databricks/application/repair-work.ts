import type { DatabricksRun } from '../domain/databricks-run.ts';
import { hasEnded } from '../domain/read-standing.ts';
import type { Workspace } from './ports/workspaces.ts';
import {
  afterFault,
  withWorkspace,
  type Ended,
  type Step,
  type StepDependencies,
  type Waits,
} from './with-workspace.ts';

export type Repaired = Ended | Waits | { readonly outcome: 'repaired' };

/** `latestRepairId` is that of the repair before the one that is asked for, as it was seen at the last look. */
export type RepairWork = (
  step: Step & { readonly databricksRunId: string; readonly latestRepairId: string | undefined },
) => Promise<Repaired>;

/**
 * Has what failed in a run run once more. A repair has no token: that it was made already, by a request whose answer was lost or
 * a step that is repeated, shows in the run, which has a later repair then or is at work.
 */
export function createRepairWork(dependencies: StepDependencies): RepairWork {
  return ({ runId, attempt, looks, databricksRunId, latestRepairId }) =>
    withWorkspace<Repaired>(dependencies, { runId, attempt }, async ({ workspace, task }) => {
      const before = await isMade(workspace, databricksRunId, latestRepairId);
      if (before === true) return { outcome: 'repaired' };
      const answered = await workspace.repair(databricksRunId, latestRepairId);
      if (answered.outcome === 'faulted') {
        const after = await isMade(workspace, databricksRunId, latestRepairId);
        if (after === true) return { outcome: 'repaired' };
        return afterFault(dependencies, { runId, looks, task }, answered);
      }
      const { repairId } = answered.value;
      dependencies.log.info(`Databricks run ${databricksRunId} is repaired.`, { databricksRunId, repairId });
      return { outcome: 'repaired' };
    });
}

/** Undefined: the workspace does not say. */
async function isMade(
  workspace: Workspace,
  databricksRunId: string,
  latestRepairId: string | undefined,
): Promise<boolean | undefined> {
  const answered = await workspace.read(databricksRunId);
  if (answered.outcome === 'faulted') return undefined;
  const run: DatabricksRun = answered.value;
  return !hasEnded(run.standing) || run.repairs.at(-1)?.id !== latestRepairId;
}
