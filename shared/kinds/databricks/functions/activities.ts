import type { ActivityHandler } from '../../../../functions/activities/scoped-activities.ts';
import type { CollectResult } from '../application/collect-result.ts';
import type { LookAtWork } from '../application/look-at-work.ts';
import type { RepairWork } from '../application/repair-work.ts';
import type { StartWork } from '../application/start-work.ts';
import type { StopWork } from '../application/stop-work.ts';
import {
  COLLECT,
  collectInput,
  LOOK,
  lookInput,
  REPAIR,
  repairInput,
  START,
  startInput,
  STOP,
  stopInput,
} from '../contracts/databricks-run.ts';

interface UseCases {
  readonly startWork: StartWork;
  readonly lookAtWork: LookAtWork;
  readonly repairWork: RepairWork;
  readonly collectResult: CollectResult;
  readonly stopWork: StopWork;
}

/** The steps by their names, each one call of a use case. */
export function databricksActivities(useCases: UseCases): Readonly<Record<string, ActivityHandler>> {
  return {
    [START]: async (input) => useCases.startWork(startInput.parse(input)),
    [LOOK]: async (input) => useCases.lookAtWork(lookInput.parse(input)),
    [REPAIR]: async (input) => {
      const { latestRepairId, ...step } = repairInput.parse(input);
      return useCases.repairWork({ ...step, latestRepairId });
    },
    [COLLECT]: async (input) => useCases.collectResult(collectInput.parse(input)),
    [STOP]: async (input) => {
      const { at, ...attempt } = stopInput.parse(input);
      return useCases.stopWork({ ...attempt, at });
    },
  };
}
