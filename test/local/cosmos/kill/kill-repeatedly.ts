import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CosmosClient, type Container } from '@azure/cosmos';
import { LOCAL_COSMOS_KEY } from '../../../../local/cosmos/start-cosmos.ts';
import { SeededRandom } from '../../../fuzz/cosmos/seeded-random.ts';
import { Writer } from './writer.ts';

const WRITERS = 8;
const LONGEST_ROUND_MS = 150;
const LONGEST_START_MS = 400;

export interface KillSummary {
  readonly kills: number;
  /** Writes that were answered, over all rounds; each was still there after every kill that followed. */
  readonly answers: number;
}

/**
 * Kills (SIGKILL) a stand-in at random moments, most of them under writes, some while it starts, and checks after each
 * that everything answered is there and nothing is there by half. Throws an error that says what is not.
 */
export async function killRepeatedly(dataDir: string, seed: number, kills: number): Promise<KillSummary> {
  const random = new SeededRandom(seed);
  const writers = Array.from(
    { length: WRITERS },
    (_, index) => new Writer(`writer-${index}`, new SeededRandom(seed + index + 1)),
  );
  for (let kill = 0; kill < kills; kill += 1) {
    if (random.chance(0.1)) await killWhileStarting(dataDir, LONGEST_START_MS * random.next());
    else {
      await serveUntilKilled(dataDir, async (items, server) => {
        for (const writer of writers) await writer.verify(items);
        const writing = Promise.all(writers.map((writer) => writer.writeUntilGone(items)));
        await sleep(LONGEST_ROUND_MS * random.next());
        server.kill('SIGKILL');
        await writing;
      });
    }
  }
  await serveUntilKilled(dataDir, async (items) => {
    for (const writer of writers) await writer.verify(items);
  });
  return { kills, answers: writers.reduce((sum, writer) => sum + writer.answers, 0) };
}

async function serveUntilKilled(
  dataDir: string,
  work: (items: Container, server: ChildProcess) => Promise<void>,
): Promise<void> {
  const server = serve(dataDir);
  const exited = once(server, 'exit');
  try {
    const endpoint = await firstLine(server);
    const client = new CosmosClient({ endpoint, key: LOCAL_COSMOS_KEY });
    try {
      await work(client.database('kills').container('items'), server);
    } finally {
      client.dispose();
    }
  } finally {
    server.kill('SIGKILL');
    await exited;
  }
}

async function killWhileStarting(dataDir: string, afterMs: number): Promise<void> {
  const server = serve(dataDir);
  const exited = once(server, 'exit');
  await sleep(afterMs);
  server.kill('SIGKILL');
  await exited;
}

function serve(dataDir: string): ChildProcess {
  const script = fileURLToPath(new URL('./serve-until-killed.ts', import.meta.url));
  return spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The process has no output.');
  for await (const line of createInterface(stdout)) return line;
  throw new Error('The process ended before it served.');
}
