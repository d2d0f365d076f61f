import { plainJob } from '../../../functions/orchestrators/run-plain-job.ts';
import { batchOrchestration } from '../../../shared/kinds/batch/functions/orchestration.ts';
import type { Orchestrator, Scenario } from './record-steps.ts';

const ATTEMPT = { runId: 'churn-daily.20260301T060000Z', attempt: 1 };
const LOST = new Error('The cluster did not answer.');
const FAILURE = { reason: 'work-failed', message: 'A Job failed.' };
const BUSY = { outcome: 'busy', failure: { reason: 'service-busy', message: 'It is throttled.' } };
const COUNTS = { waiting: 1, running: 1, succeeded: 0, failed: 0 };
const GOING = { outcome: 'going', told: [], counts: COUNTS };
const SINCE = { version: '7', waits: false };
const AWAITED = { ...GOING, since: SINCE, isAwaited: true };
const ENDED = { outcome: 'ended', result: { kind: 'batch', words: 'Both Jobs have succeeded.' } };

function placing(answers: Scenario['answers'] = {}, rest: Partial<Scenario> = {}): Scenario {
  return {
    input: { ...ATTEMPT, timeoutSeconds: 600 },
    ...rest,
    answers: {
      batchPlan: [{ outcome: 'planned', hasSource: false }],
      batchFetchSource: [{ outcome: 'fetching' }, { outcome: 'fetched' }],
      batchCreateJobs: [{ outcome: 'created' }],
      batchLook: [GOING, ENDED],
      batchEnd: [undefined],
      commitPlainResult: [undefined],
      recordFailure: [undefined],
      ...answers,
    },
  };
}

/** What happens to batches of Kubernetes Jobs. */
export const BATCH_SCENARIOS: Readonly<
  Record<
    string,
    { readonly orchestrator: Orchestrator; readonly scenarios: Readonly<Record<string, Scenario>> }
  >
> = {
  [batchOrchestration.name]: {
    orchestrator: plainJob(batchOrchestration),
    scenarios: {
      'looks until all has ended': placing(),
      'has its source fetched first': placing({ batchPlan: [{ outcome: 'planned', hasSource: true }] }),
      'makes its Jobs in several steps': placing({
        batchCreateJobs: [{ outcome: 'created', next: 50 }, { outcome: 'created' }],
      }),
      'waits for a cluster that is busy': placing({
        batchPlan: [BUSY, { outcome: 'planned', hasSource: false }],
      }),
      'has a Job that fails': placing({ batchLook: [GOING, { outcome: 'failed', failure: FAILURE }] }),
      'waits for what changes': placing({
        batchLook: [{ ...GOING, since: SINCE }, { outcome: 'quiet', since: SINCE }, AWAITED, ENDED],
      }),
      'is cancelled while it looks': placing({ batchLook: [GOING] }, { cancelAfter: 35 }),
      'takes too long': placing({ batchLook: [GOING] }),
      'finds itself over': placing({ batchLook: [{ outcome: 'over' }] }),
      'gives up after its retries': placing({ batchCreateJobs: [LOST] }),
    },
  },
};
