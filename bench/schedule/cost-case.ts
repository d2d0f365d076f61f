import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { captureConsole } from '../../local/capture-console.ts';
import { startFunctionsHost, type FunctionsHost } from '../../local/functions-host/start-functions-host.ts';
import { startStandIns, type StandIns } from '../../local/stand-ins.ts';
import { StartedParts } from '../../local/started-parts.ts';
import { BenchStore, storeTinyFiles, tinyJob } from './bench-stack.ts';
import { startAmqpRelay, type AmqpRelay } from './cost/amqp-relay.ts';
import { readDurableCost } from './cost/durable-cost.ts';
import { startHttpRelay } from './cost/http-relay.ts';
import { RUN_STEPS, tallySteps, type ServiceExchange } from './cost/run-steps.ts';
import { registerJobs } from './register-jobs.ts';

const costInput = z.object({ runs: z.number() });

const stepTally = z.object({
  cosmosRequests: z.number(),
  requestUnits: z.number(),
  blobReads: z.number(),
  blobWrites: z.number(),
});

const amqpTally = z.object({
  sends: z.number(),
  transfers: z.number(),
  deliveries: z.number(),
  settlements: z.number(),
  managementRequests: z.number(),
});

/** Totals of all runs, but for the orchestration, which is that of one. */
export const costAnswer = z.object({
  runs: z.number(),
  steps: z.record(z.enum(RUN_STEPS), stepTally),
  serviceBus: amqpTally,
  durable: z.object({
    activities: z.number(),
    turns: z.number(),
    historyEvents: z.number(),
    queueOperations: z.number(),
    tableTransactions: z.number(),
    executions: z.number(),
  }),
});

export type CostAnswer = z.output<typeof costAnswer>;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NEVER = '0 0 0 1 1 *';
const LOOK_AHEAD_MS = 5_000;
const PATIENCE_MS = 60_000;
/** Much more than it takes to schedule a job: they are not to be dispatched while they are scheduled. */
const SCHEDULING_MS = 100;

/** Lets runs go through their whole life between relays that count what is asked of each service. */
export async function runCostCase(input: unknown): Promise<CostAnswer> {
  const { runs } = costInput.parse(input);
  const counted = await startCountedStack();
  try {
    // Links are opened, tokens fetched and addresses looked up once, not for each run.
    await goThrough(counted, 'warm', 1);
    const { dueAt, ...measured } = await goThrough(counted, 'cost', runs);
    const [run] = await counted.store.runsDue(dueAt, dueAt);
    if (run === undefined) throw new Error('No run was made.');
    return { runs, ...measured, durable: await readDurableCost(counted.host.url, run.runId) };
  } finally {
    await counted.stop();
  }
}

interface CountedStack {
  readonly host: FunctionsHost;
  readonly store: BenchStore;
  readonly amqp: AmqpRelay;
  /** Of both services, in the order of their answers. */
  readonly exchanges: ServiceExchange[];
  stop(): Promise<void>;
}

/** The local system with a relay before each of its services; its timers never fire by themselves. */
async function startCountedStack(): Promise<CountedStack> {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  const giveBackConsole = captureConsole(folder);
  const parts = new StartedParts();
  const exchanges: ServiceExchange[] = [];
  const standIns = await startStandIns({ dataDir: join(folder, 'state') });
  parts.add(standIns);
  await storeTinyFiles(standIns.blobs);
  const { cosmos, blob } = standIns.ports;
  const cosmosRelay = await startHttpRelay(cosmos, (exchange) => {
    exchanges.push({ service: 'cosmos', exchange });
  });
  parts.add(cosmosRelay);
  const blobRelay = await startHttpRelay(blob, (exchange) => {
    exchanges.push({ service: 'blob', exchange });
  });
  parts.add(blobRelay);
  const amqp = await startAmqpRelay(standIns.ports.serviceBus);
  parts.add(amqp);
  const ports = { cosmos: cosmosRelay.port, blob: blobRelay.port, serviceBus: amqp.port };
  const settings = throughRelays(standIns, ports);
  const host = await startFunctionsHost({ appDirectory: ROOT, dataDir: join(folder, 'host'), settings });
  parts.add(host);
  const store = new BenchStore(standIns.settings);
  return {
    ...{ host, store, amqp, exchanges },
    stop: async () => {
      store.close();
      await parts.stop();
      giveBackConsole();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function throughRelays(
  { settings, ports }: StandIns,
  relays: StandIns['ports'],
): Readonly<Record<string, string>> {
  return {
    ...settings,
    COSMOS__accountEndpoint: `http://127.0.0.1:${relays.cosmos}/`,
    SERVICE_BUS: settings.SERVICE_BUS.replace(`:${ports.serviceBus}`, `:${relays.serviceBus}`),
    STORAGE: settings.STORAGE.replace(`:${ports.blob}`, `:${relays.blob}`),
    EVENKEEL_AUTH: 'open',
    DISPATCH_SCHEDULE: NEVER,
    RECOVERY_SCHEDULE: NEVER,
    AUDIT_SCHEDULE: NEVER,
    STATISTICS_SCHEDULE: NEVER,
    ALERTS_RAISE_SCHEDULE: NEVER,
    ALERTS_DELIVER_SCHEDULE: NEVER,
    DISPATCH_LOOK_AHEAD_SECONDS: String(LOOK_AHEAD_MS / 1000),
  };
}

type Measured = Pick<CostAnswer, 'steps' | 'serviceBus'> & { readonly dueAt: number };

/** Schedules jobs that are due at one instant, dispatches them with one tick and waits for their ends. */
async function goThrough(
  { host, store, amqp, exchanges }: CountedStack,
  name: string,
  runs: number,
): Promise<Measured> {
  const dueAt = Date.now() + 2 * LOOK_AHEAD_MS + runs * SCHEDULING_MS;
  const recurrence = { type: 'once', at: new Date(dueAt).toISOString() };
  const jobs = Array.from({ length: runs }, (_, index) => tinyJob(`${name}-${index}`, recurrence));
  await registerJobs(host.url, jobs);
  if (Date.now() > dueAt - LOOK_AHEAD_MS) throw new Error('Scheduling took so long that it dispatched.');
  await pause(dueAt - LOOK_AHEAD_MS + 500 - Date.now());
  await host.whenIdle();
  exchanges.length = 0;
  const before = amqp.tally();
  await host.runTimer('dispatchDueRuns');
  const dispatched = exchanges.length;
  await pause(dueAt + 500 - Date.now());
  const giveUpAt = Date.now() + PATIENCE_MS;
  while ((await store.countUnfinished(dueAt, dueAt)) > 0) {
    if (Date.now() > giveUpAt) throw new Error('Not all runs ended.');
    await pause(200);
  }
  await host.whenIdle();
  const after = amqp.tally();
  const serviceBus = {
    sends: after.sends - before.sends,
    transfers: after.transfers - before.transfers,
    deliveries: after.deliveries - before.deliveries,
    settlements: after.settlements - before.settlements,
    managementRequests: after.managementRequests - before.managementRequests,
  };
  return { steps: tallySteps(exchanges, dispatched), serviceBus, dueAt };
}
