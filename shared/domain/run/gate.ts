import type { Run } from './run.ts';
import type { RunId } from './run-id.ts';

/** A run with a place, and the attempt that took it: what an earlier attempt gives back is no longer this one's. */
export interface GateHolder {
  readonly runId: RunId;
  readonly attempt: number;
}

/** The places of one concurrency key, and the runs of whatever jobs that hold them. */
export interface Gate {
  readonly key: string;
  /** As the last run to ask for a place saw it. */
  readonly limit: number;
  readonly holders: readonly GateHolder[];
}

/**
 * The gate with a place taken by the run, which keeps one that it has; undefined when all are taken. A run counts
 * by its own job's limit. A claim that comes so late that a later attempt has the place leaves it to that one: it
 * cannot succeed any more.
 */
export function takePlace(gate: Gate, limit: number, asking: GateHolder): Gate | undefined {
  const others = gate.holders.filter(({ runId }) => runId !== asking.runId);
  const own = gate.holders.find(({ runId }) => runId === asking.runId);
  if (own === undefined && others.length >= limit) return undefined;
  const { runId } = asking;
  const attempt = Math.max(asking.attempt, own?.attempt ?? 0);
  return { ...gate, limit, holders: [...others, { runId, attempt }] };
}

/** The gate without the run's place. */
export function withoutPlace(gate: Gate, runId: RunId): Gate {
  return { ...gate, holders: gate.holders.filter((holder) => holder.runId !== runId) };
}

/** Whether the run, as it is now, needs the place: it is going, or is about to be claimed. */
export function needsPlace({ attempt }: GateHolder, run: Run | undefined): boolean {
  return run?.attempt === attempt && (run.state === 'running' || run.state === 'pending');
}
