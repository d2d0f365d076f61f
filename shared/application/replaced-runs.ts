import { isFinished, type Run } from '../domain/run/run.ts';
import type { RunId } from '../domain/run/run-id.ts';
import { toCancelled } from '../domain/run/run-transitions.ts';
import type { EndRunDependencies } from './end-run.ts';
import type { ConditionalWrite } from './ports/job-store.ts';
import type { Orchestrations } from './ports/orchestrations.ts';
import { stopWork } from './stop-work.ts';

/** A run that ends for another, as it was and as it is to be written. */
export interface ReplacedRun {
  readonly was: Run;
  readonly write: ConditionalWrite<Run>;
}

/** The ends of the runs that `cancel-other` ends, for the transaction that starts the newcomer or lets it wait. */
export async function endReplaced(
  { runs, clock }: EndRunDependencies,
  { newcomer, ids }: { readonly newcomer: RunId; readonly ids: readonly RunId[] },
): Promise<ReplacedRun[]> {
  const stored = await Promise.all(ids.map((id) => runs.get(id)));
  const request = { author: 'evenkeel', reason: `Run '${newcomer}' took its place (cancel-other).` };
  return stored.flatMap((other) => {
    if (other === undefined || isFinished(other.value)) return [];
    const value = toCancelled(other.value, request, clock.now());
    return [{ was: other.value, write: { value, ifVersion: other.version } }];
  });
}

/** Frees what a replaced run held; its orchestration also ends by itself at its next step. */
export async function freeReplaced(
  { jobs, gates, advanceBackfill }: EndRunDependencies,
  was: Run,
  orchestrations: Orchestrations,
): Promise<void> {
  await stopWork({ jobs }, was, orchestrations);
  if (was.gateKey !== undefined) await gates.release(was.gateKey, was.runId);
  if (was.backfillId !== undefined) await advanceBackfill?.(was.jobId, was.backfillId);
}
