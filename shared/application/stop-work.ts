import { isPlain } from '../domain/job/job-work.ts';
import type { Run } from '../domain/run/run.ts';
import type { JobStore } from './ports/job-store.ts';
import type { Orchestrations } from './ports/orchestrations.ts';

/** What tells work to stop, and begins it anew where it is lost. */
export type StoppingOrchestrations = Pick<Orchestrations, 'cancel' | 'start'>;

/**
 * Tells the work of a run to stop that has ended while it was running; `was` is the run as it was before.
 *
 * Work that is lost cannot be told, and what it had going elsewhere would go on: the steps of a pipeline. So it is begun
 * once more. It finds the run ended at its first step, and calls off what there is. Twice is the same as once. A process
 * that dies before leaves that to `isAbandoned`. Throws Unavailable.
 */
export async function stopWork(
  { jobs }: { readonly jobs: Pick<JobStore, 'get'> },
  was: Run,
  orchestrations: StoppingOrchestrations,
): Promise<void> {
  if (was.state !== 'running') return;
  const { runId, attempt, jobId } = was;
  if ((await orchestrations.cancel({ runId, attempt })) === 'told') return;
  const job = (await jobs.get(jobId))?.value;
  // The two kinds that are not plain have nothing elsewhere that their lease would not end.
  if (job === undefined || !isPlain(job)) return;
  const { timeoutSeconds } = job.policies;
  await orchestrations.start({ runId, attempt, kind: job.kind, timeoutSeconds });
}
