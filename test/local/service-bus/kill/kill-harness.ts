import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ServiceBusClient } from '@azure/service-bus';
import { startServiceBus } from '../../../../local/service-bus/start-service-bus.ts';
import { KILL_QUEUES } from './kill-queues.ts';
import { type Found, Ledger } from './ledger.ts';
import { startLoad } from './load.ts';
import { createRandom } from './seeded-random.ts';

export interface KillOptions {
  readonly dataDir: string;
  readonly kills: number;
  readonly seed: number;
  /** The server is killed at a random moment of its load, at the latest after this. */
  readonly longestLifeMs: number;
}

export interface KillReport {
  readonly kills: number;
  readonly tally: Ledger['tally'];
  /** What was promised and did not hold; empty when all is well. */
  readonly violations: readonly string[];
}

class Killed extends Error {
  override readonly name = 'Killed';
}

const SETTLED_IN_A_LIFE = 3;

/** Kills a server under load again and again, and after each time compares what it has on disk with what it promised. */
export async function killRepeatedly({
  dataDir,
  kills,
  seed,
  longestLifeMs,
}: KillOptions): Promise<KillReport> {
  const ledger = new Ledger();
  const random = createRandom(seed);
  let lastId = 0;
  const nextId = (): string => `m${(lastId += 1)}`;
  for (let kill = 0; kill < kills; kill += 1) {
    // Half of the lives are so long that something is settled, however slow the machine is.
    const settles = kill % 2 === 0 ? SETTLED_IN_A_LIFE : 0;
    await liveAndDie({ dataDir, ledger, random, nextId, settles, lifeMs: random() * longestLifeMs });
    ledger.compare(await readBack(dataDir));
    if (ledger.violations.length > 0) break;
  }
  return { kills, tally: ledger.tally, violations: ledger.violations };
}

interface Life {
  readonly dataDir: string;
  readonly ledger: Ledger;
  readonly random: () => number;
  readonly nextId: () => string;
  /** Messages that are settled before its time begins to run. */
  readonly settles: number;
  readonly lifeMs: number;
}

async function liveAndDie({ dataDir, ledger, random, nextId, settles, lifeMs }: Life): Promise<void> {
  const child = spawnServer(dataDir);
  const retryOptions = { maxRetries: 0, timeoutInMs: 60_000 };
  const client = new ServiceBusClient(await firstLine(child), { retryOptions });
  const killed = new AbortController();
  const end = new Promise<never>((_, reject) => {
    killed.signal.addEventListener('abort', () => {
      reject(new Killed());
    });
  });
  const answer = async <T>(call: Promise<T>): Promise<T> => Promise.race([call, end]);
  const parts = startLoad({ client, ledger, random, nextId, answer }).map((part) =>
    part.catch((error: unknown) => {
      // The sockets break a moment before the process is gone.
      if (!killed.signal.aborted) ledger.violations.push(`the load ended with ${String(error)}`);
    }),
  );
  const before = { ...ledger.tally };
  const isAtWork = () =>
    ledger.tally.received > before.received && ledger.tally.settled >= before.settled + settles;
  // The clock starts with the first delivery, or short lives would see no load.
  while (!isAtWork() && ledger.violations.length === 0) await delay(1);
  await delay(lifeMs);
  killed.abort();
  child.kill('SIGKILL');
  await once(child, 'exit');
  await Promise.all(parts);
  client.close().catch(() => undefined);
}

function spawnServer(dataDir: string): ChildProcess {
  const script = fileURLToPath(new URL('./kill-server.ts', import.meta.url));
  return spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The server has no output.');
  const output: readonly unknown[] = await once(child.stdout, 'data');
  return String(output[0]).trim();
}

async function readBack(dataDir: string): Promise<readonly Found[]> {
  const server = await startServiceBus({ dataDir, queues: KILL_QUEUES });
  const found = ['work', 'work/$DeadLetterQueue', 'ordered'].flatMap((queue) =>
    server.admin.peek(queue, { count: 1_000_000 }).map(({ messageId, state, deliveryCount }): Found => {
      const waitingOrDeferred = state === 'deferred' ? 'deferred' : 'waiting';
      const place = queue.endsWith('$DeadLetterQueue') ? 'dead' : waitingOrDeferred;
      return { id: messageId, queue, place, deliveryCount };
    }),
  );
  await server.stop();
  return found;
}
