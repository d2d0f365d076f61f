import { PgBoss } from 'pg-boss';
import { dailyCron, jobData, type PeerPlan, type PeerWork } from './peer.ts';

const QUEUE = 'bench';
const AT_A_TIME = 10;
const INSERT = 1_000;

/** Half a second is the shortest polling that it takes; schedules are looked at and forwarded once a second at most. */
const TUNED_WORK = {
  pollingIntervalSeconds: 0.5,
  batchSize: 500,
  burstWhenBatchFull: true,
  localConcurrency: 4,
} as const;
const TUNED_CRON = { cronMonitorIntervalSeconds: 1, cronWorkerIntervalSeconds: 1 };

export const PG_BOSS_SETTINGS = {
  default: 'batchSize 1, polling 2 s; schedules forwarded every 5 s',
  tuned: 'batchSize 500 in bursts, localConcurrency 4, polling 0.5 s; schedules forwarded every 1 s',
};

/** pg-boss on PostgreSQL: schedules, or jobs with `startAfter`. */
export async function startPgBoss(plan: PeerPlan): Promise<PeerWork> {
  const boss = new PgBoss({ connectionString: plan.connection, ...(plan.tuned ? TUNED_CRON : {}) });
  // Without a listener what it reports ends the process; what matters shows in what has started.
  boss.on('error', (error) => {
    console.error(error);
  });
  await boss.start();
  await boss.createQueue(QUEUE);
  await (plan.recurring ? addSchedules(boss, plan.dueAt) : addDelayed(boss, plan.dueAt));
  await boss.work(QUEUE, plan.tuned ? TUNED_WORK : {}, async (jobs) => {
    for (const { data } of jobs) plan.onStart(jobData.parse(data).index);
  });
  return { stop: () => boss.stop({ graceful: false }) };
}

async function addSchedules(boss: PgBoss, dueAt: readonly number[]): Promise<void> {
  for (let from = 0; from < dueAt.length; from += AT_A_TIME) {
    const some = dueAt.slice(from, from + AT_A_TIME);
    await Promise.all(
      some.map((due, offset) => {
        const index = from + offset;
        return boss.schedule(QUEUE, dailyCron(due), { index }, { key: `job-${index}`, tz: 'UTC' });
      }),
    );
  }
}

async function addDelayed(boss: PgBoss, dueAt: readonly number[]): Promise<void> {
  for (let from = 0; from < dueAt.length; from += INSERT) {
    const some = dueAt.slice(from, from + INSERT);
    await boss.insert(
      QUEUE,
      some.map((due, offset) => ({ data: { index: from + offset }, startAfter: new Date(due) })),
    );
  }
}
