import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CosmosClient, type Container, type OperationInput } from '@azure/cosmos';
import { ServiceBusClient, type ServiceBusReceiver } from '@azure/service-bus';
import { z } from 'zod';
import { startStandIns, type StandIns } from '../../local/stand-ins.ts';
import { RUNS_QUEUE } from '../../shared/contracts/queue/run-message.ts';

const floorInput = z.object({
  messages: z.number(),
  /** Messages handled at the same time. */
  atOnce: z.number(),
  /** How long after the due instant the last is waited for. */
  patienceMs: z.number(),
});

export const floorAnswer = z.object({
  /** Of each message whose batch was committed, milliseconds from the due instant to the answer. */
  latenessMs: z.array(z.number()),
  /** CPU time of the process from the due instant to the last answer, its threads' included. */
  cpuMs: z.number(),
});

export type FloorAnswer = z.output<typeof floorAnswer>;

/** Operations of a bulk request. */
const BULK = 100;
const WARM_UP = 500;
/** Between the last message sent and the instant at which they come. */
const LEAD_MS = 3_000;

/**
 * What is left of a start without app and host: each message is received through Azure's SDK, answered by one
 * transactional batch of two writes, and completed. Nothing is read, and nothing is started.
 */
export async function runFloorCase(input: unknown): Promise<FloorAnswer> {
  const { messages, atOnce, patienceMs } = floorInput.parse(input);
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-floor-'));
  const standIns = await startStandIns({ dataDir: folder });
  const floor = new Floor(standIns, atOnce);
  try {
    await floor.measure('warm', WARM_UP, patienceMs);
    return await floor.measure('herd', messages, patienceMs);
  } finally {
    await floor.close();
    await standIns.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface StoredRun {
  readonly id: string;
  readonly version: string;
}

class Floor {
  readonly #cosmos: CosmosClient;
  readonly #bus: ServiceBusClient;
  readonly #container: Container;
  readonly #atOnce: number;

  constructor({ settings }: StandIns, atOnce: number) {
    this.#cosmos = new CosmosClient({
      endpoint: settings.COSMOS__accountEndpoint,
      key: settings.COSMOS__accountKey,
    });
    this.#container = this.#cosmos.database('evenkeel').container('jobs');
    this.#bus = new ServiceBusClient(settings.SERVICE_BUS);
    this.#atOnce = atOnce;
  }

  async measure(name: string, count: number, patienceMs: number): Promise<FloorAnswer> {
    const runs = await this.#store(Array.from({ length: count }, (_, index) => `${name}-${index}`));
    const dueAt = await this.#send([...runs.keys()]);
    await pause(dueAt - Date.now());
    const before = process.cpuUsage();
    const latenessMs = await this.#receive(runs, dueAt, patienceMs);
    const { user, system } = process.cpuUsage(before);
    return { latenessMs, cpuMs: (user + system) / 1000 };
  }

  async close(): Promise<void> {
    await this.#bus.close();
    this.#cosmos.dispose();
  }

  async #store(ids: readonly string[]): Promise<ReadonlyMap<string, StoredRun>> {
    const runs = new Map<string, StoredRun>();
    for (let from = 0; from < ids.length; from += BULK) {
      const some = ids.slice(from, from + BULK);
      const operations = some.map((id): OperationInput => ({
        operationType: 'Create',
        partitionKey: id,
        resourceBody: pendingRun(id),
      }));
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- as the app does
      const answers = await this.#container.items.bulk(operations);
      for (const [index, id] of some.entries()) runs.set(id, { id, version: answers[index]?.eTag ?? '' });
    }
    return runs;
  }

  /** @returns the instant at which all come. */
  async #send(ids: readonly string[]): Promise<number> {
    const sender = this.#bus.createSender(RUNS_QUEUE);
    const dueAt = Date.now() + LEAD_MS + ids.length;
    for (let from = 0; from < ids.length; from += BULK) {
      const messages = ids.slice(from, from + BULK).map((runId) => ({
        body: { runId, attempt: 1 },
        messageId: runId,
        contentType: 'application/json',
      }));
      await sender.scheduleMessages(messages, new Date(dueAt));
    }
    await sender.close();
    return dueAt;
  }

  async #receive(runs: ReadonlyMap<string, StoredRun>, dueAt: number, patienceMs: number): Promise<number[]> {
    const latenessMs: number[] = [];
    const done = Promise.withResolvers<undefined>();
    const receiver = this.#bus.createReceiver(RUNS_QUEUE);
    this.#subscribe(receiver, async (id) => {
      await this.#claim(runs.get(id));
      latenessMs.push(Date.now() - dueAt);
      return () => {
        if (latenessMs.length === runs.size) done.resolve(undefined);
      };
    });
    await Promise.race([done.promise, pause(patienceMs)]);
    await receiver.close();
    return latenessMs;
  }

  #subscribe(receiver: ServiceBusReceiver, handle: (id: string) => Promise<() => void>): void {
    receiver.subscribe(
      {
        processMessage: async (message) => {
          const settled = await handle(String(message.messageId));
          await receiver.completeMessage(message);
          settled();
        },
        processError: async ({ error }) => {
          console.error(error);
        },
      },
      { autoCompleteMessages: false, maxConcurrentCalls: this.#atOnce },
    );
  }

  /** The writes of a claim: the run as it goes on, and the lane of its job. */
  async #claim(run: StoredRun | undefined): Promise<void> {
    if (run === undefined) throw new Error('A message came that nobody sent.');
    const { id, version } = run;
    const now = new Date().toISOString();
    const resourceBody = { ...pendingRun(id), state: 'running', startedAt: now };
    const { result } = await this.#container.items.batch(
      [
        { operationType: 'Create', resourceBody: { ...LANE, id: `${id}.lane`, jobId: id } },
        { operationType: 'Replace', id, ifMatch: version, resourceBody },
      ],
      id,
    );
    if (result?.every(({ statusCode }) => statusCode < 300) !== true) throw new Error('A batch was refused.');
  }
}

const LANE = { type: 'lane', schemaVersion: 1, running: [], waiting: [] };

function pendingRun(id: string): { readonly id: string; readonly [key: string]: string | number } {
  const at = '2026-03-01T06:00:00.000Z';
  return {
    ...{ id, runId: id, jobId: id, type: 'run', schemaVersion: 1, state: 'pending', trigger: 'schedule' },
    ...{ attempt: 1, generation: 1, dueAt: at, effectiveAt: at, dispatchedAt: at, attemptEffectiveAt: at },
  };
}
