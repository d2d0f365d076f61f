import { Unavailable } from '../../../shared/domain/errors.ts';
import type { AgentDesired } from '../../../shared/kinds/edge/domain/desired.ts';
import type { EdgeInstance } from './edge-world.ts';

/** What was really spent on each chunk, by whomever. */
export type RealWork = Map<string, number>;

interface SimulatedEdge {
  readonly edge: string;
  readonly watts: number;
  readonly capacity: number;
  isSilent: boolean;
}

/** An agent as a process: it may be cut off, killed, started anew without a memory, or be there twice. */
export class SimulatedAgent {
  readonly agent: string;
  readonly edges: readonly SimulatedEdge[];
  readonly #real: RealWork;
  #session = 0;
  #sequence = 0;
  #desired: AgentDesired;
  #spent = new Map<string, number>();
  isUp = false;

  constructor(agent: string, edges: readonly Omit<SimulatedEdge, 'isSilent'>[], real: RealWork) {
    this.agent = agent;
    this.edges = edges.map((edge) => ({ ...edge, isSilent: false }));
    this.#real = real;
    this.#desired = { site: 'north', agent, generation: 0, edges: [] };
  }

  /** Starts as a new process, without what the one before knew. */
  async start({ registerAgent }: EdgeInstance, instanceId: string): Promise<void> {
    const edges = this.edges.map(said);
    const { agent } = this;
    const { inventory, desired } = await registerAgent({ site: 'north', agent, instanceId, edges });
    this.#session = inventory.session;
    this.#sequence = inventory.sequence;
    this.#desired = desired;
    this.#spent = new Map(
      inventory.edges.flatMap(({ chunks }) => chunks.map((chunk) => [chunk.chunkId, chunk.spentWattSeconds])),
    );
    this.isUp = true;
  }

  /** Spends power on what it was told last, whether it may still or not. */
  work(seconds: number): void {
    for (const { edge, watts, isSilent } of this.edges) {
      if (isSilent) continue;
      const chunks = this.#chunksOf(edge);
      for (const { chunkId, wattSeconds } of chunks) {
        const before = this.#spent.get(chunkId) ?? 0;
        const more = Math.min(wattSeconds - before, Math.floor((watts * seconds) / chunks.length));
        this.#spent.set(chunkId, before + more);
        this.#real.set(chunkId, (this.#real.get(chunkId) ?? 0) + more);
      }
    }
  }

  /** Reports and obeys. False when its name has been taken. */
  async report({ reportEdges }: EdgeInstance, { isObeying = true } = {}): Promise<boolean> {
    this.#sequence += 1;
    const report = {
      session: this.#session,
      sequence: this.#sequence,
      obeys: this.#desired.generation,
      edges: this.edges.filter(({ isSilent }) => !isSilent).map((edge) => this.#told(edge)),
    };
    try {
      const outcome = await reportEdges('north', this.agent, report);
      if (outcome.outcome !== 'noted') return false;
      if (isObeying) this.#desired = outcome.desired;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
    }
    return true;
  }

  #told(edge: SimulatedEdge) {
    const chunks = this.#chunksOf(edge.edge).map(({ chunkId, wattSeconds }) => {
      const spentWattSeconds = this.#spent.get(chunkId) ?? 0;
      const state = spentWattSeconds >= wattSeconds ? ('done' as const) : ('running' as const);
      return { chunkId, spentWattSeconds, state };
    });
    return { ...said(edge), chunks };
  }

  #chunksOf(edge: string) {
    return this.#desired.edges.find((assignment) => assignment.edge === edge)?.chunks ?? [];
  }
}

function said({ edge, watts, capacity }: SimulatedEdge) {
  return { edge, availableWatts: watts, capacity, labels: {}, isLeaving: false, chunks: [] };
}
