import type { Issue } from '../errors.ts';
import type { RunMissed } from '../job/job.ts';

/** What a round has done to the jobs of the models that it has come by. */
export interface FleetCounts {
  /** Models that the fleet selects. */
  readonly models: number;
  readonly created: number;
  readonly edited: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Jobs that the fleet has let go of. */
  readonly kept: number;
  readonly failed: number;
}

export const NO_FLEET_COUNTS: FleetCounts = {
  ...{ models: 0, created: 0, edited: 0, unchanged: 0, removed: 0, kept: 0, failed: 0 },
};

/** Why a model has not the job that it should have. */
export interface FleetFault {
  readonly modelId: string;
  readonly jobId: string;
  readonly issues: readonly Issue[];
}

/** Faults that are kept of a round; there may be as many as models. */
export const MAX_FAULTS = 50;

/** A round over all models and all jobs of a fleet. */
export interface FleetRound {
  /** Of which definition: the fleet's, and that of its value stream's template. */
  readonly of: string;
  /** The fleet's generation. */
  readonly generation: number;
  readonly startedAt: number;
  /** When something of it was done last, or it was over. */
  readonly updatedAt: number;
  /** Models up to here are done; absent: none yet, or all. */
  readonly position?: string;
  readonly counts: FleetCounts;
  /** The first ones. */
  readonly faults: readonly FleetFault[];
}

export const FLEET_ACTIONS = ['pause', 'resume', 'trigger'] as const;
export type FleetAction = (typeof FLEET_ACTIONS)[number];

/** What somebody asked for to be done to every job of a fleet. */
export interface FleetCommand {
  readonly commandId: string;
  readonly action: FleetAction;
  readonly author: string;
  readonly reason: string;
  /** Of a pause with an end, and of a resume. */
  readonly runMissed?: RunMissed;
  /** Of a pause, epoch ms. */
  readonly resumeAt?: number;
  readonly askedAt: number;
  /** Jobs of models up to here are done. */
  readonly position?: string;
  readonly counts: { readonly jobs: number; readonly changed: number; readonly failed: number };
  /** Absent: it is under way. */
  readonly finishedAt?: number;
}

/** How far a fleet's jobs are what it wants. */
export interface FleetProgress {
  readonly fleetId: string;
  /** The round under way. */
  readonly round?: FleetRound;
  /** The last whole round. */
  readonly last?: FleetRound;
  /** The last one asked for. */
  readonly command?: FleetCommand;
}

const MINUTE_MS = 60_000;

/** A model that came without a word is found after this; a save of a model tells its fleets at once. */
const REFRESH_MS = 60 * MINUTE_MS;

/** What has failed may succeed by now: a baseline's file has come. */
const RETRY_MS = 10 * MINUTE_MS;

/** Whether another round is to begin. */
export function isRoundDue(last: FleetRound | undefined, of: string, now: number): boolean {
  if (last?.of !== of) return true;
  return now - last.updatedAt >= (last.counts.failed > 0 ? RETRY_MS : REFRESH_MS);
}

/** A round at its beginning. */
export function newRound(of: string, generation: number, now: number): FleetRound {
  return { of, generation, startedAt: now, updatedAt: now, counts: NO_FLEET_COUNTS, faults: [] };
}

/** Two counts together. */
export function addFleetCounts(a: FleetCounts, b: FleetCounts): FleetCounts {
  return {
    models: a.models + b.models,
    created: a.created + b.created,
    edited: a.edited + b.edited,
    unchanged: a.unchanged + b.unchanged,
    removed: a.removed + b.removed,
    kept: a.kept + b.kept,
    failed: a.failed + b.failed,
  };
}
