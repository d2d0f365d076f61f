import { collectReportJob } from '../../../shared/kinds/report-collection/functions/collect-report-job.ts';
import { runStabilityJob } from '../../../shared/kinds/stability/functions/run-stability-job.ts';
import { COLLECT_REPORT_JOB } from '../../../shared/kinds/report-collection/contracts/report-collection-run.ts';
import { RUN_STABILITY_JOB } from '../../../shared/kinds/stability/contracts/stability-run.ts';
import { plainJob } from '../../../functions/orchestrators/run-plain-job.ts';
import { WEBHOOK_JOB } from '../../../shared/kinds/webhook/contracts/webhook-run.ts';
import { webhookOrchestration } from '../../../shared/kinds/webhook/functions/orchestration.ts';
import { BATCH_SCENARIOS } from './batch-scenarios.ts';
import { DATABRICKS_SCENARIOS } from './databricks-scenarios.ts';
import { EDGE_SCENARIOS } from './edge-scenarios.ts';
import { PIPELINE_SCENARIOS } from './pipeline-scenarios.ts';
import type { Orchestrator, Scenario } from './record-steps.ts';

const ATTEMPT = { runId: 'churn-daily.20260301T060000Z', attempt: 1 };
const HOUR_LATER = Date.parse('2026-03-01T07:00:00Z');
const WAITING = { deadlineAt: HOUR_LATER, pollSeconds: 60 };
const LOST = new Error('The store did not answer.');

const SUMMARY = {
  ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 40, psi: 0.3, band: 'significant-shift' },
  ...{ statusCounts: { ok: 1 }, worstCharacteristics: [], detailPath: 'results/x.json' },
};
const MEASURING: Scenario = {
  input: { ...ATTEMPT, timeoutSeconds: 3600 },
  answers: {
    checkUpstream: [{ outcome: 'ready' }],
    checkData: [{ outcome: 'ready' }],
    measureStability: [{ outcome: 'measured', result: SUMMARY }],
    commitResult: [undefined],
    recordStability: [{ deliver: true }],
    deliverResults: [undefined],
    recordFailure: [undefined],
  },
};

/** The scenario with other answers, other input or other events. */
function measuring(
  answers: Scenario['answers'] = {},
  { input = {}, ...rest }: Partial<Scenario> = {},
): Scenario {
  return {
    ...{ ...MEASURING, ...rest },
    input: { ...MEASURING.input, ...input },
    answers: { ...MEASURING.answers, ...answers },
  };
}

const TERM = { resource: 'sales', leaseId: 'l1', epoch: 3 };
const POLL = { intervalSeconds: 10, backoffCoefficient: 1, maxIntervalSeconds: 60 };
const NOT_READY = { outcome: 'not-ready', failure: { reason: 'report-not-ready', message: 'Not yet.' } };
const REPORT = {
  ...{ kind: 'report-collection', resource: 'sales', path: 'reports/a.csv', sizeBytes: 1, sha256: 'ab' },
  ...{ rowCount: 1, columnCount: 1, malformedRowCount: 0, epoch: 3, ticketId: 't1' },
  requestedAt: '2026-03-01T06:00:00.000Z',
};
const COLLECTING: Scenario = {
  input: { ...ATTEMPT, timeoutSeconds: 600 },
  answers: {
    checkUpstream: [{ outcome: 'ready' }],
    acquireLease: [{ outcome: 'acquired', term: TERM, poll: POLL }],
    renewLease: [{ outcome: 'renewed' }],
    requestReport: [{ outcome: 'requested' }],
    collectReport: [{ outcome: 'collected', result: REPORT }],
    commitReport: [{ outcome: 'committed' }],
    releaseLease: [undefined],
    recordFailure: [undefined],
  },
};

function collecting(
  answers: Scenario['answers'] = {},
  { input = {}, ...rest }: Partial<Scenario> = {},
): Scenario {
  return {
    ...{ ...COLLECTING, ...rest },
    input: { ...COLLECTING.input, ...input },
    answers: { ...COLLECTING.answers, ...answers },
  };
}

const ANSWERED = {
  outcome: 'done',
  host: 'hooks.example.com',
  status: 200,
  durationMs: 12,
  output: { rows: 5 },
};
const TO_POLL = {
  ...{ outcome: 'accepted', waitsFor: 'poll', status: 202, address: 'https://hooks.example.com/work/7' },
  ...{ pauseMs: 10_000, stopsBy: 'delete' },
};
const TO_BE_CALLED = {
  outcome: 'accepted',
  waitsFor: 'callback',
  status: 202,
  pauseMs: 60_000,
  stopsBy: 'nothing',
};
const TRY_LATER = {
  ...{ outcome: 'later', pauseMs: 2_000, isBusy: false, wasRefused: false, isLast: false },
  failure: { reason: 'service-failed', message: 'It said 500.' },
};
const STILL_GOING = {
  ...{ outcome: 'later', pauseMs: 15_000 },
  failure: { reason: 'timed-out', message: 'Not done.' },
};
const CALLING: Scenario = {
  input: { ...ATTEMPT, timeoutSeconds: 600 },
  answers: {
    checkUpstream: [{ outcome: 'ready' }],
    webhookSend: [ANSWERED],
    webhookPoll: [{ outcome: 'done', host: 'hooks.example.com', status: 200 }],
    webhookLookForCallback: [{ outcome: 'none' }],
    webhookStop: [undefined],
    commitPlainResult: [undefined],
    recordFailure: [undefined],
  },
};

function calling(
  answers: Scenario['answers'] = {},
  { input = {}, ...rest }: Partial<Scenario> = {},
): Scenario {
  return {
    ...{ ...CALLING, ...rest },
    input: { ...CALLING.input, ...input },
    answers: { ...CALLING.answers, ...answers },
  };
}

/** Every way that an orchestration can take, by the name of its orchestrator. */
export const SCENARIOS: Readonly<
  Record<
    string,
    { readonly orchestrator: Orchestrator; readonly scenarios: Readonly<Record<string, Scenario>> }
  >
> = {
  [RUN_STABILITY_JOB]: {
    orchestrator: runStabilityJob,
    scenarios: {
      'measures, commits and delivers': measuring(),
      'has nowhere to deliver to': measuring({ recordStability: [undefined] }),
      'cannot record, and delivers nevertheless': measuring({ recordStability: [LOST] }),
      'waits for another run and for its data': measuring(
        {
          checkUpstream: [{ outcome: 'not-ready', message: 'Not yet.' }, { outcome: 'ready' }],
          checkData: [{ outcome: 'not-ready', message: 'Not yet.' }, { outcome: 'ready' }],
        },
        { input: { upstream: WAITING, readiness: WAITING } },
      ),
      'waits for data in vain': measuring(
        { checkData: [{ outcome: 'not-ready', message: 'Not yet.' }] },
        { input: { readiness: WAITING } },
      ),
      'is cancelled while it waits': measuring(
        { checkData: [{ outcome: 'not-ready', message: 'Not yet.' }] },
        { input: { readiness: WAITING }, cancelAfter: 90 },
      ),
      'takes too long': measuring({}, { hanging: ['measureStability'] }),
      'is cancelled while it measures': measuring({}, { hanging: ['measureStability'], cancelAfter: 90 }),
      'measures what cannot be measured': measuring({
        measureStability: [{ outcome: 'rejected', failure: { reason: 'current-not-found', message: 'No.' } }],
      }),
      'finds itself done': measuring({ measureStability: [{ outcome: 'already-finished' }] }),
      'gives up after its retries': measuring({ measureStability: [LOST] }),
      'loses the answer of its commit': measuring({ commitResult: [LOST] }),
    },
  },
  [COLLECT_REPORT_JOB]: {
    orchestrator: collectReportJob,
    scenarios: {
      'collects at once': collecting(),
      'waits for another run': collecting(
        { checkUpstream: [{ outcome: 'not-ready', message: 'Not yet.' }, { outcome: 'ready' }] },
        { input: { upstream: WAITING } },
      ),
      'asks until the report is there': collecting({
        collectReport: [NOT_READY, NOT_READY, { outcome: 'collected', result: REPORT }],
      }),
      'rests for long, and renews its lease': collecting({
        collectReport: [
          { ...NOT_READY, retryAfterMs: 90_000 },
          { outcome: 'collected', result: REPORT },
        ],
      }),
      'waits for another that has the lease': collecting({
        acquireLease: [
          {
            ...{ outcome: 'busy', mayWaitMs: 75_000, retryAfterMs: 5_000 },
            failure: { reason: 'resource-busy', message: 'By another.' },
          },
          { outcome: 'acquired', term: TERM, poll: POLL },
        ],
      }),
      'waits until it is too late, in several histories': collecting(
        { collectReport: [NOT_READY] },
        { input: { timeoutSeconds: 6_000 } },
      ),
      'is cancelled while it rests': collecting({ collectReport: [NOT_READY] }, { cancelAfter: 35 }),
      'is cancelled in the middle of a step': collecting({}, { hanging: ['collectReport'], cancelAfter: 35 }),
      'is refused by the server': collecting({
        collectReport: [{ outcome: 'rejected', failure: { reason: 'report-too-large', message: 'It is.' } }],
      }),
      'gives up after its retries': collecting({ acquireLease: [LOST] }),
    },
  },
  ...PIPELINE_SCENARIOS,
  ...BATCH_SCENARIOS,
  ...DATABRICKS_SCENARIOS,
  ...EDGE_SCENARIOS,
  [WEBHOOK_JOB]: {
    orchestrator: plainJob(webhookOrchestration),
    scenarios: {
      'is answered at once': calling(),
      'waits for another run': calling(
        { checkUpstream: [{ outcome: 'not-ready', message: 'Not yet.' }, { outcome: 'ready' }] },
        { input: { upstream: WAITING } },
      ),
      'tries again': calling({ webhookSend: [TRY_LATER, TRY_LATER, ANSWERED] }),
      'tries for the last time': calling({ webhookSend: [TRY_LATER, { ...TRY_LATER, isLast: true }] }),
      'polls until the work is done': calling({
        webhookSend: [TO_POLL],
        webhookPoll: [STILL_GOING, { outcome: 'done', host: 'hooks.example.com', status: 200 }],
      }),
      'polls until it is too late, and calls the work off': calling({
        webhookSend: [TO_POLL],
        webhookPoll: [STILL_GOING],
      }),
      'polls in several histories': calling(
        { webhookSend: [TO_POLL], webhookPoll: [STILL_GOING] },
        { input: { timeoutSeconds: 6_000 } },
      ),
      'finds itself over while it polls': calling({
        webhookSend: [TO_POLL],
        webhookPoll: [STILL_GOING, { outcome: 'over' }],
      }),
      'is called back': calling({
        webhookSend: [TO_BE_CALLED],
        webhookLookForCallback: [{ outcome: 'none' }, { outcome: 'done', host: 'hooks.example.com' }],
      }),
      'is woken by its callback': calling(
        {
          webhookSend: [TO_BE_CALLED],
          webhookLookForCallback: [{ outcome: 'none' }, { outcome: 'done', host: 'hooks.example.com' }],
        },
        { wakeAfter: 20 },
      ),
      'is not called back in time': calling({ webhookSend: [TO_BE_CALLED] }),
      'is cancelled while it waits for the callback': calling(
        { webhookSend: [TO_BE_CALLED] },
        { cancelAfter: 35 },
      ),
      'is cancelled while it polls': calling(
        { webhookSend: [TO_POLL], webhookPoll: [STILL_GOING] },
        { cancelAfter: 35 },
      ),
      'is refused': calling({
        webhookSend: [
          { outcome: 'rejected', failure: { reason: 'service-refused', message: 'It said 400.' } },
        ],
      }),
      'gives up after its retries': calling({ webhookSend: [LOST] }),
    },
  },
};
