import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RequestRefused, type Client } from '../client.ts';
import { HttpControlPlane } from '../edge-agent/control-plane.ts';
import { EdgeAgent } from '../edge-agent/edge-agent.ts';
import { FileMemory } from '../edge-agent/edge-memory.ts';
import { steadyPower } from '../edge-agent/power-curve.ts';
import type { TokenRequest } from '../token/local-tokens.ts';

/** A site is in the value stream called as it, unless somebody says otherwise. */
const SITE = 'workshop';
const AGENT = 'bench';
const EDGES = ['bench.1', 'bench.2'];
const WATTS = 20;

/** What the agent's token has to allow, and no more. */
export const EDGE_EXAMPLE_CALLER: TokenRequest = {
  ...{ name: 'example-edges', role: 'operator', stream: SITE, isApp: true },
  expiresInSeconds: 30 * 24 * 60 * 60,
};

/** Edges that work for the stack, in its own process. */
export interface EdgeExample {
  /** Schedules work for them every day, and asks for a run of it now. @returns The job id. */
  register(client: Client): Promise<string>;
  /** They give back what is not done, and leave. The app has to be there still. */
  stop(): Promise<void>;
}

/** Starts an agent with two edges of 20 W at the site `workshop`; what they know is kept in the data folder. */
export function startEdgeExample(
  url: string,
  { dataDir, token }: { readonly dataDir: string; readonly token: string | undefined },
): EdgeExample {
  const makes = EDGES.map((name) => ({ name, power: steadyPower(WATTS), capacity: 1, labels: {} }));
  const agent = new EdgeAgent(makes, {
    controlPlane: new HttpControlPlane(
      { url, ...(token === undefined ? {} : { key: token }) },
      { site: SITE, agent: AGENT },
    ),
    memory: new FileMemory(join(dataDir, 'edges', SITE, `${AGENT}.json`)),
    ...{ instanceId: randomUUID(), now: Date.now, random: Math.random },
    pause: (ms, until) => wait(ms, undefined, { signal: until }).catch(() => undefined),
    log: (line) => {
      console.info(`Agent '${AGENT}': ${line}`);
    },
  });
  const ended = agent.run().catch((error: unknown) => {
    console.error(`Agent '${AGENT}' has ended.`, error);
  });
  return {
    register,
    stop: async () => {
      agent.leave();
      await ended;
    },
  };
}

async function register(client: Client): Promise<string> {
  const { jobId } = await client.ensureJob(HEATING);
  await client.tellJob(jobId, 'runs', { reason: 'The stack was started.' }).catch((error: unknown) => {
    // Somebody may have done something with the job; the stack starts all the same.
    if (!(error instanceof RequestRefused)) throw error;
    console.warn(`Job '${jobId}' was not run at the start: ${error.message}`);
  });
  return jobId;
}

/** Both edges together are done with it in four seconds, two chunks each. */
const HEATING = {
  jobId: 'example-edge',
  kind: 'edge',
  valueStream: 'lending',
  task: { site: SITE, wattSeconds: 160, maxChunkWattSeconds: 40 },
  recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
};
