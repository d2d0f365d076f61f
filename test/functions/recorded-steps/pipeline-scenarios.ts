import { plainJob } from '../../../functions/orchestrators/run-plain-job.ts';
import { RUN_PIPELINE_JOB } from '../../../shared/kinds/pipeline/contracts/pipeline-run.ts';
import { pipelineOrchestration } from '../../../shared/kinds/pipeline/functions/orchestration.ts';
import type { Orchestrator, Scenario } from './record-steps.ts';

const ATTEMPT = { runId: 'churn-daily.20260301T060000Z', attempt: 1 };
const HOUR_LATER = Date.parse('2026-03-01T07:00:00Z');
const WAITING = { deadlineAt: HOUR_LATER, pollSeconds: 60 };
const LOST = new Error('The store did not answer.');

const PIPELINE = { steps: [{ name: 'collect', job: 'sales-report' }] };
const STEP = { name: 'collect', runId: 'sales-report.manual-0123456789abcdef' };
const GOING = { outcome: 'going', steps: [{ ...STEP, state: 'going' }] };
const STEPS_DONE = {
  ...{ outcome: 'succeeded', steps: [{ ...STEP, state: 'succeeded' }] },
  result: { kind: 'pipeline', words: 'The step has succeeded.' },
};
const STEPS_FAILED = {
  ...{ outcome: 'failed', steps: [{ ...STEP, state: 'failed' }] },
  failure: { reason: 'step-failed', message: "Step 'collect' failed." },
};

function pipelining(
  answers: Scenario['answers'] = {},
  { input = {}, ...rest }: Partial<Scenario> = {},
): Scenario {
  return {
    ...rest,
    input: { ...ATTEMPT, timeoutSeconds: 3600, ...input },
    answers: {
      checkUpstream: [{ outcome: 'ready' }],
      pipelineBegin: [{ outcome: 'begun', task: PIPELINE }],
      pipelineAdvance: [GOING, GOING, STEPS_DONE],
      pipelineStop: [undefined],
      commitPlainResult: [undefined],
      recordFailure: [undefined],
      ...answers,
    },
  };
}

/** What happens to pipelines. */
export const PIPELINE_SCENARIOS: Readonly<
  Record<
    string,
    { readonly orchestrator: Orchestrator; readonly scenarios: Readonly<Record<string, Scenario>> }
  >
> = {
  [RUN_PIPELINE_JOB]: {
    orchestrator: plainJob(pipelineOrchestration),
    scenarios: {
      'looks until its steps are done': pipelining(),
      'is woken by a step that has ended': pipelining({}, { wakeAfter: 1 }),
      'waits for another run': pipelining(
        { checkUpstream: [{ outcome: 'not-ready', message: 'Not yet.' }, { outcome: 'ready' }] },
        { input: { upstream: WAITING } },
      ),
      'has a step that fails': pipelining({ pipelineAdvance: [GOING, STEPS_FAILED] }),
      'is cancelled while it rests': pipelining({ pipelineAdvance: [GOING] }, { cancelAfter: 35 }),
      'takes too long, in several histories': pipelining(
        { pipelineAdvance: [GOING] },
        { input: { timeoutSeconds: 12_000 } },
      ),
      'cannot stop its steps': pipelining(
        { pipelineAdvance: [GOING], pipelineStop: [LOST] },
        { cancelAfter: 35 },
      ),
      'finds itself over': pipelining({ pipelineAdvance: [{ outcome: 'over' }] }),
      'finds its job to be of another kind': pipelining({
        pipelineBegin: [{ outcome: 'rejected', failure: { reason: 'work-lost', message: 'It is.' } }],
      }),
      'gives up after its retries': pipelining({ pipelineAdvance: [LOST] }),
      'loses the answer of its commit': pipelining({ commitPlainResult: [LOST] }),
    },
  },
};
