import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { ATTEMPT_LABEL, RUN_LABEL, ROLE_LABEL } from '../domain/batch-names.ts';
import { deleteManifest } from '../domain/batch-source.ts';
import { batchAttempt, findPlan, type BatchDesk } from './batch-desk.ts';
import { sourceContext } from './source-context.ts';

/**
 * Ends what an attempt has in the cluster, whatever has become of the run: deletes its Jobs that have not ended, with their
 * pods, and has its source deleted. Jobs that have ended stay for as long as the settings say, with their logs. It may
 * be done twice, and does nothing where nothing was begun.
 */
export async function endBatch(desk: BatchDesk, attempt: RunAttempt): Promise<void> {
  const plan = await findPlan(desk, attempt);
  if (plan === undefined) return;
  const { cluster, place, log } = desk;
  const batch = batchAttempt(desk, attempt);
  const jobs = await cluster.listJobs({
    [RUN_LABEL]: batch.fingerprint,
    [ATTEMPT_LABEL]: String(attempt.attempt),
  });
  const going = jobs.filter(({ state, labels }) => state === 'active' && labels[ROLE_LABEL] !== 'delete');
  for (const { name } of going) await cluster.deleteJob(name);
  if (going.length > 0) log.info(`Deleted ${going.length} Jobs that had not ended.`);
  if (!plan.hasSource || place.sourceClaim === undefined) return;
  const made = await cluster.createJob(deleteManifest(sourceContext(desk, batch, 'delete')));
  if (made === 'created') log.info('Has the source deleted.');
}
