import { plainJob } from '../../../functions/orchestrators/run-plain-job.ts';
import { edgeOrchestration } from '../../../shared/kinds/edge/functions/orchestration.ts';
import type { Orchestrator, Scenario } from './record-steps.ts';

const ATTEMPT = { runId: 'churn-daily.20260301T060000Z', attempt: 1 };
const LOST = new Error('The store did not answer.');

const ORDER = {
  ...{ site: 'north', orderId: 'heat', wattSeconds: 50, labels: {}, maxEdges: 20 },
  ...{ minChunkWattSeconds: 1, priority: 0 },
};
const NO_EDGE = { reason: 'no-capacity', message: 'No site has an edge.' };
const GOING = { outcome: 'going', percent: 40, workingEdges: 1, failure: NO_EDGE };
const SPENDING: Scenario = {
  input: { ...ATTEMPT, timeoutSeconds: 600 },
  answers: {
    checkUpstream: [{ outcome: 'ready' }],
    edgeChoose: [{ outcome: 'chosen', order: ORDER }],
    edgeAsk: [{ outcome: 'asked' }],
    edgeLook: [{ outcome: 'spent', result: { kind: 'edge', words: 'Spent.', figures: {}, output: null } }],
    edgeWithdraw: [undefined],
    commitPlainResult: [undefined],
    recordFailure: [undefined],
  },
};

/** The same with other answers or other events. */
function spending(answers: Scenario['answers'] = {}, rest: Partial<Scenario> = {}): Scenario {
  return { ...SPENDING, ...rest, answers: { ...SPENDING.answers, ...answers } };
}

/** What happens to work of edges. */
export const EDGE_SCENARIOS: Readonly<
  Record<
    string,
    { readonly orchestrator: Orchestrator; readonly scenarios: Readonly<Record<string, Scenario>> }
  >
> = {
  [edgeOrchestration.name]: {
    orchestrator: plainJob(edgeOrchestration),
    scenarios: {
      'has power spent': spending(),
      'looks until all is spent': spending({
        edgeLook: [GOING, GOING, ...(SPENDING.answers['edgeLook'] ?? [])],
      }),
      'waits for a site with an edge that suits': spending({
        edgeChoose: [
          { outcome: 'none', failure: NO_EDGE },
          { outcome: 'chosen', order: ORDER },
        ],
      }),
      'is too late': spending({ edgeLook: [GOING] }, { input: { ...SPENDING.input, timeoutSeconds: 20 } }),
      'finds no site in time': spending(
        { edgeChoose: [{ outcome: 'none', failure: NO_EDGE }] },
        { input: { ...SPENDING.input, timeoutSeconds: 20 } },
      ),
      'is cancelled while it rests': spending({ edgeLook: [GOING] }, { cancelAfter: 20 }),
      'is over when it looks': spending({ edgeLook: [{ outcome: 'over' }] }),
      'finds its order withdrawn': spending({
        edgeLook: [{ outcome: 'rejected', failure: { reason: 'work-cancelled', message: 'By somebody.' } }],
      }),
      'gives up after its retries': spending({ edgeAsk: [LOST] }),
    },
  },
};
