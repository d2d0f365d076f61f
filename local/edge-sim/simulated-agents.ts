import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { HttpControlPlane } from '../edge-agent/control-plane.ts';
import { EdgeAgent, type AgentEnd } from '../edge-agent/edge-agent.ts';
import { ProcessMemory } from '../edge-agent/edge-memory.ts';
import { varyingPower } from '../edge-agent/power-curve.ts';
import type { Connection } from './edge-api.ts';
import type { Loss, PlannedAgent } from './plan-simulation.ts';

interface RunningAgent {
  readonly agent: EdgeAgent;
  readonly ended: Promise<AgentEnd>;
}

/** The agents of a simulation, which can be killed and come back with what they knew, as after a power cut. */
export class SimulatedAgents {
  readonly #planned: ReadonlyMap<string, PlannedAgent>;
  readonly #connection: Connection;
  readonly #soonestMs: number;
  readonly #memories = new Map<string, ProcessMemory>();
  readonly #running = new Map<string, RunningAgent>();
  #faults = 0;

  constructor(planned: readonly PlannedAgent[], connection: Connection, soonestMs: number) {
    this.#planned = new Map(planned.map((agent) => [agent.agent, agent]));
    this.#connection = connection;
    this.#soonestMs = soonestMs;
  }

  /**
   * What the edges have spent by their own account, credited or not: one that comes back goes on counting from what it had
   * saved. And how often the control plane did not answer.
   */
  get figures(): { readonly spentWattSeconds: number; readonly faults: number } {
    const all = [...this.#running.values()].map(({ agent }) => agent.summary.spentWattSeconds);
    return { spentWattSeconds: all.reduce((sum, spent) => sum + spent, 0), faults: this.#faults };
  }

  startAll(): void {
    for (const name of this.#planned.keys()) this.#start(name);
  }

  lose({ agent, edge }: Loss): void {
    const running = this.#running.get(agent);
    if (edge !== undefined) {
      running?.agent.silence(edge, true);
      return;
    }
    running?.agent.crash();
  }

  bringBack({ agent, edge }: Loss): void {
    if (edge === undefined) this.#start(agent);
    else this.#running.get(agent)?.agent.silence(edge, false);
  }

  /** All end at once: nothing that they have is of interest any more. */
  async stop(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { agent } of all) agent.crash();
    await Promise.all(all.map(({ ended }) => ended));
  }

  #start(name: string): void {
    const planned = this.#planned.get(name);
    if (planned === undefined) return;
    const memory = this.#memories.get(name) ?? new ProcessMemory();
    this.#memories.set(name, memory);
    const edges = planned.edges.map((edge) => ({
      ...{ name: edge.name, capacity: 1, labels: {} },
      power: varyingPower(`${planned.site} ${edge.name}`, edge.greatestWatts),
    }));
    const agent = new EdgeAgent(edges, {
      controlPlane: new HttpControlPlane(this.#connection, planned),
      ...{ memory, instanceId: randomUUID(), now: Date.now, random: Math.random, soonestMs: this.#soonestMs },
      pause: (ms, until) => wait(ms, undefined, { signal: until }).catch(() => undefined),
      log: (line) => {
        if (!line.startsWith('Registered')) this.#faults += 1;
      },
    });
    this.#running.set(name, { agent, ended: agent.run() });
  }
}
