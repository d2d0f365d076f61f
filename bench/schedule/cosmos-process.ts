import type { ChildProcess } from 'node:child_process';
import { z } from 'zod';
import { startCosmos } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { caseAnswer } from './case-message.ts';
import { chargeOf, kindOf } from './cost/cosmos-exchange.ts';
import { startHttpRelay } from './cost/http-relay.ts';
import { nextMessage, startCaseProcess, stopChild } from './run-case.ts';

const cosmosInput = z.object({ dataDir: z.string() });

const cosmosAnswer = z.object({ endpoint: z.string(), key: z.string() });

const requestTally = z.object({
  /** Queries, reads and writes answered; the SDK's own requests, for the account and the containers, are left out. */
  answered: z.number(),
  /** Requests refused: the SDK tries a query over all partitions first where it may not be run. */
  refused: z.number(),
  /** Requests of the SDK for the plan of a query. */
  queryPlans: z.number(),
  requestUnits: z.number(),
  cpuMs: z.number(),
});

export type RequestTally = z.output<typeof requestTally>;

const COUNT = 'count';

/** The Cosmos stand-in in a process of its own, behind a relay that counts. */
export async function runCosmosCase(input: unknown): Promise<z.output<typeof cosmosAnswer>> {
  const { dataDir } = cosmosInput.parse(input);
  const server = await startCosmos({ dataDir, databases: DATABASES });
  const tally = { answered: 0, refused: 0, queryPlans: 0, requestUnits: 0 };
  const relay = await startHttpRelay(server.port, (exchange) => {
    if (!exchange.path.includes('/docs')) return;
    tally[kindOf(exchange)] += 1;
    tally.requestUnits += chargeOf(exchange);
  });
  process.on('message', (message) => {
    const { user, system } = process.cpuUsage();
    if (message === COUNT) process.send?.({ ...tally, cpuMs: (user + system) / 1000 });
  });
  return { endpoint: `http://127.0.0.1:${relay.port}/`, key: server.key };
}

export interface CosmosProcess extends z.output<typeof cosmosAnswer> {
  /** What has been asked of it since its start. */
  count(): Promise<RequestTally>;
  stop(): Promise<void>;
}

/** @throws Error when it cannot start. */
export async function startCosmosProcess(dataDir: string): Promise<CosmosProcess> {
  const child = startCaseProcess();
  try {
    child.send({ name: 'cosmos', input: { dataDir } });
    const message = caseAnswer.parse(await nextMessage(child, 'cosmos'));
    if ('failure' in message) throw new Error(message.failure, { cause: message.stack });
    return { ...cosmosAnswer.parse(message.answer), count: () => count(child), stop: () => stopChild(child) };
  } catch (error) {
    await stopChild(child);
    throw error;
  }
}

async function count(child: ChildProcess): Promise<RequestTally> {
  const answer = nextMessage(child, 'cosmos');
  child.send(COUNT);
  return requestTally.parse(await answer);
}
