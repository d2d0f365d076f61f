import type { ActivityHandler } from '../../../../functions/activities/scoped-activities.ts';
import { runAttempt } from '../../../contracts/run.ts';
import {
  EDGE_ASK,
  EDGE_CHOOSE,
  EDGE_LOOK,
  EDGE_WITHDRAW,
  edgeAskInput,
  edgeOrderInput,
} from '../contracts/edge-run.ts';
import type { EdgeUseCases } from './edge-use-cases.ts';

type UseCases = Pick<EdgeUseCases, 'chooseOrder' | 'askForRun' | 'lookAtOrder' | 'withdrawForRun'>;

/** The steps of a run of the kind. */
export function edgeActivities({
  chooseOrder,
  askForRun,
  lookAtOrder,
  withdrawForRun,
}: UseCases): Readonly<Record<string, ActivityHandler>> {
  return {
    [EDGE_CHOOSE]: async (input) => chooseOrder(runAttempt.parse(input)),
    [EDGE_ASK]: async (input) => askForRun(runAttempt.parse(input), edgeAskInput.parse(input).order),
    [EDGE_LOOK]: async (input) => lookAtOrder(runAttempt.parse(input), edgeOrderInput.parse(input)),
    [EDGE_WITHDRAW]: async (input) => withdrawForRun(runAttempt.parse(input), edgeOrderInput.parse(input)),
  };
}
