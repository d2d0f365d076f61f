import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { attemptLabels, sourceJobName } from '../domain/batch-names.ts';
import { fetchManifest, type BatchSource } from '../domain/batch-source.ts';
import { askCluster, type Hindered } from './ask-cluster.ts';
import { batchAttempt, GRACE_SECONDS, storedPlan, type BatchDesk } from './batch-desk.ts';
import { lastLog } from './last-log.ts';
import { sourceContext } from './source-context.ts';

export type SourceFetched =
  | { readonly outcome: 'fetched' | 'over' }
  /** `failure`: what a time-out would be recorded as. */
  | { readonly outcome: 'fetching'; readonly failure?: RunFailure }
  | Hindered;

/** Makes the step that has the source fetched: makes the Job that does, unless it is there, and says how far it is. */
export function createFetchSource(desk: BatchDesk): (attempt: RunAttempt) => Promise<SourceFetched> {
  return async (attempt) => {
    const loaded = await desk.load(attempt);
    if (loaded.outcome !== 'loaded') return loaded;
    const { source } = (await storedPlan(desk, attempt)).task ?? loaded.task;
    if (source === undefined) return { outcome: 'fetched' };
    const deadlineSeconds = loaded.job.policies.timeoutSeconds + GRACE_SECONDS;
    return askCluster(async () => fetchOnce(desk, attempt, { source, deadlineSeconds }));
  };
}

async function fetchOnce(
  desk: BatchDesk,
  attempt: RunAttempt,
  { source, deadlineSeconds }: { readonly source: BatchSource; readonly deadlineSeconds: number },
): Promise<SourceFetched> {
  const { cluster, log } = desk;
  const batch = batchAttempt(desk, attempt);
  const name = sourceJobName(batch, 'fetch');
  const labels = attemptLabels(batch, 'fetch');
  const [found] = await cluster.listJobs(labels);
  if (found === undefined) {
    const context = { ...sourceContext(desk, batch, 'fetch'), deadlineSeconds };
    await cluster.createJob(fetchManifest(source, context));
    log.info(`Fetches ${source.url} at ${source.ref}, folder ${source.path}.`);
    return { outcome: 'fetching' };
  }
  if (found.state === 'succeeded') {
    log.info('The source is there.', { log: await lastLog(cluster, labels) });
    return { outcome: 'fetched' };
  }
  if (found.state === 'failed') {
    const text = await lastLog(cluster, labels);
    const message = `The source could not be fetched by Job ${name} (${found.message ?? ''}): ${text}`;
    return { outcome: 'rejected', failure: { reason: 'work-failed', message } };
  }
  const [pod] = await cluster.listPods(labels);
  const waits = pod?.unschedulable ?? pod?.waitsFor;
  if (waits === undefined) return { outcome: 'fetching' };
  return {
    outcome: 'fetching',
    failure: { reason: 'no-capacity', message: `The source is not fetched yet: ${waits}` },
  };
}
