import type { EdgeLabels } from './order.ts';

/** How far an edge is with a chunk. `done`: all of it is spent. `failed`: it gives the rest back. */
export type ChunkState = 'running' | 'done' | 'failed';

/** What an edge has last said of a chunk. Instants are epoch ms of the control plane, which alone has a clock. */
export interface ChunkReport {
  readonly chunkId: string;
  /** Spent on it by now, whole watt-seconds. */
  readonly spentWattSeconds: number;
  readonly state: ChunkState;
  /** When it was first told of. */
  readonly startedAt: number;
  /** When it was last told of with more spent, or with another state. */
  readonly progressedAt: number;
}

/** What an edge has last said of itself. */
export interface EdgeReport {
  readonly edge: string;
  /** What it can spend in a second; 0: nothing at the moment. Whole watts. */
  readonly availableWatts: number;
  /** How many chunks it works on at the same time; they share its power. */
  readonly capacity: number;
  /** What it has left to spend in all, as a battery has; absent: without end. */
  readonly budgetWattSeconds?: number;
  readonly labels: EdgeLabels;
  /** It takes nothing new, and is about to leave. */
  readonly isLeaving: boolean;
  readonly seenAt: number;
  readonly chunks: readonly ChunkReport[];
}

/**
 * What an agent, a process that holds edges, has last reported: in the tree `inventory`, which nobody else writes. An edge
 * that a report leaves out stays as it was last seen.
 */
export interface AgentInventory {
  readonly site: string;
  readonly agent: string;
  /** Rises with each process that registers under the name: what an earlier one reports is refused. */
  readonly session: number;
  /** Names the process. */
  readonly instanceId: string;
  /** Of its last report that counts. */
  readonly sequence: number;
  /** Which generation of its desired work it had when it reported. */
  readonly obeys: number;
  readonly seenAt: number;
  readonly edges: readonly EdgeReport[];
}
