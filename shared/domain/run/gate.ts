import type { RunId } from './run-id.ts';

/** The places of one concurrency key, and the runs of whatever jobs that hold them. */
export interface Gate {
  readonly key: string;
  /** As the last run to ask for a place saw it. */
  readonly limit: number;
  readonly holders: readonly RunId[];
}

/** The gate with a place taken by the run; undefined when all are taken. A run counts by its own job's limit. */
export function takePlace(gate: Gate, limit: number, runId: RunId): Gate | undefined {
  if (gate.holders.includes(runId)) return gate;
  return gate.holders.length < limit ? { ...gate, limit, holders: [...gate.holders, runId] } : undefined;
}
