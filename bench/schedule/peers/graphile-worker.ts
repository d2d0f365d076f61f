import { makeWorkerUtils, parseCronItems, run, WorkerPreset, type RunnerOptions } from 'graphile-worker';
import { dailyCron, jobData, type PeerPlan, type PeerWork } from './peer.ts';

const TASK = 'start';

/** What worker.graphile.org/docs/performance measures with; future jobs are polled for, by default every 2 s. */
const TUNED = {
  concurrentJobs: 24,
  maxPoolSize: 25,
  localQueue: { size: 500 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
  pollInterval: 100,
};

export const GRAPHILE_SETTINGS = {
  default: 'concurrentJobs 1, pollInterval 2,000 ms',
  tuned: 'concurrentJobs 24, localQueue 500, batched completion, pollInterval 100 ms',
};

/** graphile-worker on PostgreSQL: cron items, or jobs with `runAt`. */
export async function startGraphileWorker(plan: PeerPlan): Promise<PeerWork> {
  const { connection: connectionString, recurring, dueAt } = plan;
  if (!recurring) await addJobs(connectionString, dueAt);
  const options: RunnerOptions = {
    connectionString,
    noHandleSignals: true,
    preset: { extends: [WorkerPreset], worker: plan.tuned ? TUNED : {} },
    taskList: {
      [TASK]: (payload: unknown) => {
        plan.onStart(jobData.parse(payload).index);
      },
    },
    parsedCronItems: recurring ? cronItems(dueAt) : [],
  };
  const runner = await run(options);
  return { stop: () => runner.stop() };
}

async function addJobs(connectionString: string, dueAt: readonly number[]): Promise<void> {
  const workerUtils = await makeWorkerUtils({ connectionString });
  await workerUtils.migrate();
  await workerUtils.addJobs(
    dueAt.map((due, index) => ({ identifier: TASK, payload: { index }, runAt: new Date(due) })),
  );
  await workerUtils.release();
}

function cronItems(dueAt: readonly number[]): ReturnType<typeof parseCronItems> {
  return parseCronItems(
    dueAt.map((due, index) => ({
      task: TASK,
      match: dailyCron(due),
      identifier: `job-${index}`,
      payload: { index },
    })),
  );
}
