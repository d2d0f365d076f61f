import { makeWorkerUtils, parseCronItems, run, WorkerPreset, type RunnerOptions } from 'graphile-worker';
import { dailyCron, jobData, type PeerPlan, type PeerWork } from './peer.ts';
import { GRAPHILE_TUNED } from './peer-settings.ts';

const TASK = 'start';

/** graphile-worker on PostgreSQL: cron items, or jobs with `runAt`. */
export async function startGraphileWorker(plan: PeerPlan): Promise<PeerWork> {
  const { connection: connectionString, recurring, dueAt } = plan;
  if (!recurring) await addJobs(connectionString, dueAt);
  const options: RunnerOptions = {
    connectionString,
    noHandleSignals: true,
    preset: { extends: [WorkerPreset], worker: plan.tuned ? GRAPHILE_TUNED : {} },
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
