import type { BatchRatio } from './batch-ratio.ts';
import type { KeptJob } from './kept-job.ts';
import type { NodePreference } from './node-weights.ts';
import type { ResourceName, Resources } from './resources.ts';
import type { Obstacle } from './why-not.ts';

/** How nodes are ranked for the jobs of a batch. */
export const STRATEGIES = ['ratio', 'dominant-share'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** Nodes that a job does not go to, for the same reason. */
export interface WhyNot {
  readonly obstacle: Obstacle;
  readonly nodes: readonly string[];
  /** How many there are beside those that are named; absent: none. */
  readonly more?: number;
}

/** Where a job of a batch is to go, and why. */
export interface JobPlacement {
  readonly name: string;
  readonly request: Resources;
  /** By which of its two it is placed; absent where the batch is in exact balance. */
  readonly decidedBy?: ResourceName;
  /** Best first; none where no node could ever take it. */
  readonly preferences: readonly NodePreference[];
  /** Where it would go if the scheduler kept to the preferences; absent where no node has room for it now. */
  readonly expectedOn?: string;
  /** From 1: the place of that node among the preferences. */
  readonly expectedRank?: number;
  /** A sentence or two for people. */
  readonly why: string;
  readonly whyNot: readonly WhyNot[];
}

/** What a plan does to a node. */
export interface PlannedNode {
  readonly name: string;
  readonly allocatable: Resources;
  /** Before the batch. */
  readonly free: Resources;
  /** Of the batch's jobs, how many are expected there. */
  readonly expectedJobs: number;
  /** With them. */
  readonly freeAfter: Resources;
}

export interface BatchPlan {
  readonly strategy: Strategy;
  readonly ratio: BatchRatio;
  readonly total: Resources;
  /** In the order in which they are to be made. */
  readonly jobs: readonly JobPlacement[];
  /** Those that at least one job may go to, best first for the first job. */
  readonly nodes: readonly PlannedNode[];
  /** Jobs of the batch that an earlier attempt of the run has done: they are not planned again. Absent: none. */
  readonly kept?: readonly KeptJob[];
}
