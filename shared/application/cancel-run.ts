import { isFinished, type Request, type Run } from '../domain/run/run.ts';
import { toCancelled } from '../domain/run/run-transitions.ts';
import type { RunId } from '../domain/run/run-id.ts';
import { endRun, type EndRunDependencies } from './end-run.ts';
import { generationOf, targetChange } from './job-changes.ts';
import { stopWork, type StoppingOrchestrations } from './stop-work.ts';

export type CancelOutcome =
  | { readonly outcome: 'cancelled' | 'already-finished'; readonly run: Run }
  | { readonly outcome: 'not-found' };

export type CancelRun = (
  runId: RunId,
  request: Request,
  orchestrations: StoppingOrchestrations,
  isMeant?: (run: Run) => boolean,
) => Promise<CancelOutcome>;

/**
 * Cancels a run that has not ended. The write of its document decides: whatever its work does afterwards changes
 * nothing any more. Then the orchestration is told; should that message be lost, the work finds out by itself,
 * since it looks at the document while it goes on. One that is lost is begun anew, to call off what it had going.
 *
 * `isMeant`: asked of the run as it is when it is about to be written; one that is not stays as it is, as if it had
 * finished.
 */
export function createCancelRun(dependencies: EndRunDependencies): CancelRun {
  return async (runId, request, orchestrations, isMeant = () => true) => {
    for (;;) {
      const stored = await dependencies.runs.get(runId);
      if (stored === undefined) return { outcome: 'not-found' };
      const { value: run, version } = stored;
      if (isFinished(run) || !isMeant(run)) return { outcome: 'already-finished', run };
      const ended = toCancelled(run, request, dependencies.clock.now());
      const job = await generationOf(dependencies.jobs, run);
      const { author, reason } = request;
      const by = { author, reason, action: 'run-cancelled', target: runId } as const;
      const changes = [targetChange(dependencies, job, by)];
      if ((await endRun(dependencies, { run: { value: run, version }, ended, changes })) === 'conflict')
        continue;
      await stopWork(dependencies, run, orchestrations);
      return { outcome: 'cancelled', run: ended };
    }
  };
}
