import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { exitWith, print } from '../command-line.ts';
import { HttpControlPlane } from './control-plane.ts';
import { EdgeAgent, type AgentEnd } from './edge-agent.ts';
import { FileMemory } from './edge-memory.ts';
import { steadyPower, varyingPower } from './power-curve.ts';
import { readOptions, USAGE, type AgentEdges, type AgentOptions } from './read-options.ts';

/** How often it says what its edges have done, while they do something. */
const TELL_EVERY_MS = 10_000;

/** Is one edge or several until it is interrupted. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const agents = options.agents.map((edges) => createAgent(edges, options));
  leaveOnInterrupt(agents);
  const stopTelling = tellProgress(agents);
  print(`${countOf(options)} at site '${options.site}' report to ${options.url}. Ctrl-C: they leave.`);
  const ends = await Promise.all(agents.map((agent) => agent.run()));
  stopTelling();
  print(closingLine(ends));
  process.exitCode = ends.includes('superseded') ? 1 : 0;
}

function createAgent({ agent, edgeNames }: AgentEdges, options: AgentOptions): EdgeAgent {
  const { site, watts, isSteady, capacity, labels, budgetWattSeconds, stateDir } = options;
  const edges = edgeNames.map((name) => ({
    ...{ name, capacity, labels },
    power: isSteady ? steadyPower(watts) : varyingPower(`${site} ${name}`, watts),
    ...(budgetWattSeconds === undefined ? {} : { budgetWattSeconds }),
  }));
  return new EdgeAgent(edges, {
    controlPlane: new HttpControlPlane(options, { site, agent }),
    memory: new FileMemory(join(stateDir, site, `${agent}.json`)),
    instanceId: randomUUID(),
    now: Date.now,
    pause: (ms, until) => wait(ms, undefined, { signal: until }).catch(() => undefined),
    random: Math.random,
    log: (line) => {
      printTimed(`${agent}: ${line}`);
    },
  });
}

/** The first Ctrl-C gives back what is not done; a second one does not wait for that. */
function leaveOnInterrupt(agents: readonly EdgeAgent[]): void {
  let isLeaving = false;
  const handle = () => {
    if (isLeaving) process.exit(130);
    isLeaving = true;
    print('Leaving.');
    for (const agent of agents) agent.leave();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
}

/** Returns what ends it. */
function tellProgress(agents: readonly EdgeAgent[]): () => void {
  let told = '';
  const timer = setInterval(() => {
    const { busy, spentWattSeconds } = sumOf(agents);
    const line = `${busy} busy, ${Math.floor(spentWattSeconds)} Ws spent.`;
    if (line !== told) printTimed(line);
    told = line;
  }, TELL_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}

function sumOf(agents: readonly EdgeAgent[]): { readonly busy: number; readonly spentWattSeconds: number } {
  const summaries = agents.map(({ summary }) => summary);
  return {
    busy: summaries.reduce((sum, { busy }) => sum + busy, 0),
    spentWattSeconds: summaries.reduce((sum, { spentWattSeconds }) => sum + spentWattSeconds, 0),
  };
}

function countOf({ agents }: AgentOptions): string {
  const count = agents.reduce((sum, { edgeNames }) => sum + edgeNames.length, 0);
  return count === 1 ? `Edge '${agents[0]?.edgeNames[0] ?? ''}'` : `${count} edges`;
}

function closingLine(ends: readonly AgentEnd[]): string {
  return ends.includes('superseded')
    ? 'Another process has the name now; this one is over.'
    : 'They have left.';
}

function printTimed(line: string): void {
  print(`${new Date().toISOString().slice(11, 19)}  ${line}`);
}

main().catch(exitWith);
