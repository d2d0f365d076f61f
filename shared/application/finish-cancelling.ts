import { cancelledBackfill } from '../domain/backfill/backfill-changes.ts';
import type { BackfillChange } from '../domain/backfill/backfill.ts';
import { isFinished, type UnfinishedRun } from '../domain/run/run.ts';
import type { RunId } from '../domain/run/run-id.ts';
import { toCancelled } from '../domain/run/run-transitions.ts';
import { endRun, type EndRunDependencies } from './end-run.ts';
import type { BackfillKey, BackfillStore } from './ports/backfill-store.ts';
import type { Orchestrations } from './ports/orchestrations.ts';
import { stopWork } from './stop-work.ts';

/** Cancels what is left of a cancelling backfill's runs, and ends it. Twice, or at the same time, is harmless. */
export type FinishCancelling = (key: BackfillKey, orchestrations: Orchestrations) => Promise<void>;

interface Dependencies extends EndRunDependencies {
  readonly backfills: BackfillStore;
}

/** Those that wait come first: otherwise the ends of the others would wake them. */
const ORDER: Readonly<Record<UnfinishedRun['state'], number>> = { waiting: 0, pending: 1, running: 2 };

export function createFinishCancelling(dependencies: Dependencies): FinishCancelling {
  const { backfills, jobs, clock } = dependencies;
  return async (key, orchestrations) => {
    for (;;) {
      const stored = await backfills.get(key);
      if (stored?.value.state !== 'cancelling') return;
      const { value: backfill, version } = stored;
      const { lastChange } = backfill;
      if (lastChange !== undefined) {
        const unfinished = await Array.fromAsync(backfills.unfinishedRuns(key));
        unfinished.sort((a, b) => ORDER[a.state] - ORDER[b.state]);
        for (const { runId } of unfinished) await cancel(dependencies, { runId, lastChange, orchestrations });
      }
      const ended = { value: cancelledBackfill(backfill, clock.now()), ifVersion: version };
      // On a conflict someone asked for more meanwhile.
      if ((await jobs.commit({ jobId: key.jobId, backfill: ended })) === 'committed') return;
    }
  };
}

/** Like the cancelling of a single run, but one that began meanwhile goes on, unless it is to end as well. */
async function cancel(
  dependencies: Dependencies,
  {
    runId,
    lastChange: { author, reason, cancelRunning = false },
    orchestrations,
  }: {
    readonly runId: RunId;
    readonly lastChange: BackfillChange;
    readonly orchestrations: Orchestrations;
  },
): Promise<void> {
  for (;;) {
    const stored = await dependencies.runs.get(runId);
    if (stored === undefined || isFinished(stored.value)) return;
    const { value: run, version } = stored;
    if (run.state === 'running' && !cancelRunning) return;
    const ended = toCancelled(run, { author, reason }, dependencies.clock.now());
    if ((await endRun(dependencies, { run: { value: run, version }, ended })) === 'conflict') continue;
    await stopWork(dependencies, run, orchestrations);
    return;
  }
}
