import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { CosmosClient } from '@azure/cosmos';
import { ServiceBusClient } from '@azure/service-bus';
import { pause } from '../../shared/adapters/clock/pause.ts';
import { randomId } from '../../shared/adapters/ids/random-id.ts';
import { SystemClock } from '../../shared/adapters/clock/system-clock.ts';
import { CosmosGateStore } from '../../shared/adapters/cosmos/cosmos-gate-store.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosRunStore } from '../../shared/adapters/cosmos/cosmos-run-store.ts';
import { ServiceBusRunQueue } from '../../shared/adapters/service-bus/service-bus-run-queue.ts';
import { ConsoleLog } from '../../shared/adapters/telemetry/console-log.ts';
import { createConcurrencyGates } from '../../shared/application/concurrency-gates.ts';
import { JobTurns } from '../../shared/application/job-turns.ts';
import { createDispatchDueRuns } from '../../shared/application/dispatch-due-runs.ts';
import { createCommitResult } from '../../shared/application/finish-run.ts';
import { createRecoverStalledRuns } from '../../shared/application/recover-stalled-runs.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import type { RunAttempt } from '../../shared/domain/run/run-id.ts';
import { BULK_RUNS_QUEUE, runMessage, RUNS_QUEUE } from '../../shared/contracts/queue/run-message.ts';
import type { StabilitySummary } from '../../shared/domain/run/run.ts';
import { NO_CALENDARS } from '../../shared/domain/schedule/exclusion.ts';
import { dispatcherSettings } from './dispatcher-settings.ts';

/*
 * One process of the app without its host: the real use cases over the real adapters. It dispatches, takes runs off
 * the queues and recovers, and may be killed or stopped at any moment. Instead of an orchestration a run's work is a
 * moment's wait and its commit; what is lost of it with the process is started again by the recovery.
 */

const { cosmosEndpoint, cosmosKey, serviceBus, claims, stalledAfterMs } = dispatcherSettings.parse(
  JSON.parse(process.argv[2] ?? ''),
);

const RESULT: StabilitySummary = {
  ...{ modelId: 'm', baselineId: 'b', currentRowCount: 1, psi: 0, band: 'stable' },
  ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'results/x.json' },
};

const database = new CosmosClient({ endpoint: cosmosEndpoint, key: cosmosKey }).database('evenkeel');
const bus = new ServiceBusClient(serviceBus);
const clock = new SystemClock();
const log = new ConsoleLog((_level, line) => {
  console.log(line);
});
const jobs = new CosmosJobStore(database.container('jobs'), log);
const runs = new CosmosRunStore(database.container('jobs'), log);
const gateStore = new CosmosGateStore(database.container('control'), log);
const queue = new ServiceBusRunQueue({
  live: bus.createSender(RUNS_QUEUE),
  bulk: bus.createSender(BULK_RUNS_QUEUE),
});
const gates = createConcurrencyGates({ gates: gateStore, jobs, runs, queue, clock });
const turns = new JobTurns({ pause });
const loadCalendars = async () => NO_CALENDARS;
const stores = {
  ...{ jobs, runs, queue, gates, clock, uniqueId: randomId, turns, pause, log, loadCalendars },
  lookAheadMs: 10_000,
};
const startRun = createStartRun(stores);
const commitResult = createCommitResult(stores);
const dispatchDueRuns = createDispatchDueRuns(stores);
const recoverStalledRuns = createRecoverStalledRuns({ ...stores, stalledAfterMs });
const going = new Set<string>();

const orchestrations: Orchestrations = {
  status: async ({ runId }) => (going.has(runId) ? 'active' : 'absent'),
  start: async (attempt) => {
    if (going.has(attempt.runId)) return 'already-started';
    going.add(attempt.runId);
    void work(attempt);
    return 'started';
  },
  cancel: async () => 'told',
  wake: async () => undefined,
};

async function work(attempt: RunAttempt): Promise<void> {
  await wait(20);
  try {
    await commitResult(attempt, RESULT);
  } catch (error) {
    log.error('A result was not committed; the recovery starts the run again.', error, { ...attempt });
  }
  going.delete(attempt.runId);
}

function receive(queueName: string): void {
  bus.createReceiver(queueName).subscribe(
    {
      processMessage: async ({ body }) => {
        const attempt = runMessage.parse(body);
        const before = (await runs.get(attempt.runId))?.value.state;
        const outcome = await startRun(attempt, orchestrations);
        // `started` of a run that was running already is a repair, not a claim.
        if (outcome === 'started' && before === 'pending') {
          appendFileSync(claims, `${attempt.runId}~${attempt.attempt}\n`);
        }
      },
      processError: async ({ error }) => {
        log.error('A queue did not answer.', error);
      },
    },
    { maxConcurrentCalls: 16 },
  );
}

async function everySoOften(ms: number, work: () => Promise<unknown>): Promise<never> {
  for (;;) {
    try {
      await work();
    } catch (error) {
      log.error('A timer failed.', error);
    }
    await wait(ms);
  }
}

receive(RUNS_QUEUE);
receive(BULK_RUNS_QUEUE);
void everySoOften(500, dispatchDueRuns);
void everySoOften(2_000, recoverStalledRuns);
process.send?.('ready');
// Without a parent there is nobody to work for.
process.on('disconnect', () => process.exit());
