import { plainJob } from '../../../functions/orchestrators/run-plain-job.ts';
import { databricksOrchestration } from '../../../shared/kinds/databricks/functions/orchestration.ts';
import type { Orchestrator, Scenario } from './record-steps.ts';

const ATTEMPT = { runId: 'churn-daily.20260301T060000Z', attempt: 1 };
const LOST = new Error('The workspace did not answer.');
const FAILURE = { reason: 'work-failed', message: 'The notebook failed.' };
const BUSY = { reason: 'service-busy', message: 'It is throttled.' };
const STARTED = {
  outcome: 'started',
  at: { databricksRunId: '7', connection: 'main', valueStream: 'retention', isShared: false },
};
const WAITS = { outcome: 'waits', pauseMs: 10_000 };

function running(answers: Scenario['answers'] = {}, rest: Partial<Scenario> = {}): Scenario {
  return {
    input: { ...ATTEMPT, timeoutSeconds: 600 },
    ...rest,
    answers: {
      databricksStart: [STARTED],
      databricksLook: [WAITS, { outcome: 'succeeded' }],
      databricksRepair: [{ outcome: 'repaired' }],
      databricksCollect: [{ outcome: 'collected', result: { kind: 'databricks', words: 'It succeeded.' } }],
      databricksStop: [{ outcome: 'stopping' }, { outcome: 'stopped' }],
      commitPlainResult: [undefined],
      recordFailure: [undefined],
      ...answers,
    },
  };
}

/** What happens to work in a Databricks workspace. */
export const DATABRICKS_SCENARIOS: Readonly<
  Record<
    string,
    { readonly orchestrator: Orchestrator; readonly scenarios: Readonly<Record<string, Scenario>> }
  >
> = {
  [databricksOrchestration.name]: {
    orchestrator: plainJob(databricksOrchestration),
    scenarios: {
      'looks until it has succeeded': running(),
      'waits until it may start': running({ databricksStart: [{ ...WAITS, failure: BUSY }, STARTED] }),
      'is repaired': running({
        databricksLook: [{ outcome: 'repairable', failure: FAILURE }, WAITS, { outcome: 'succeeded' }],
      }),
      'is crowded out and started anew': running({
        databricksLook: [
          { outcome: 'crowded-out', failure: BUSY, pauseMs: 30_000 },
          { outcome: 'succeeded' },
        ],
      }),
      fails: running({ databricksLook: [{ outcome: 'failed', failure: FAILURE }] }),
      'cannot start': running({ databricksStart: [{ outcome: 'rejected', failure: FAILURE }] }),
      'is cancelled while it works': running({ databricksLook: [WAITS] }, { cancelAfter: 35 }),
      'takes too long': running({ databricksLook: [WAITS] }),
      'finds itself over': running({ databricksLook: [WAITS, { outcome: 'over' }] }),
      'has no answer for a while': running({ databricksLook: [LOST, WAITS, { outcome: 'succeeded' }] }),
    },
  },
};
