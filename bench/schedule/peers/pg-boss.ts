import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { dailyCron, jobData, type PeerPlan, type PeerWork } from './peer.ts';
import { PG_BOSS_TUNED_SCHEDULING, PG_BOSS_TUNED_WORK } from './peer-settings.ts';

const QUEUE = 'bench';
const INSERT = 1_000;

/** pg-boss on PostgreSQL: schedules, or jobs with `startAfter`. */
export async function startPgBoss(plan: PeerPlan): Promise<PeerWork> {
  const boss = new PgBoss({
    connectionString: plan.connection,
    ...(plan.tuned ? PG_BOSS_TUNED_SCHEDULING : {}),
  });
  // Without a listener what it reports ends the process; what matters shows in what has started.
  boss.on('error', (error) => {
    console.error(error);
  });
  await boss.start();
  await boss.createQueue(QUEUE);
  await (plan.recurring ? addSchedules(boss, plan) : addDelayed(boss, plan.dueAt));
  await boss.work(QUEUE, plan.tuned ? PG_BOSS_TUNED_WORK : {}, async (jobs) => {
    for (const { data } of jobs) plan.onStart(jobData.parse(data).index);
  });
  return { stop: () => boss.stop({ graceful: false }) };
}

/** `schedule` takes one at a time, some 600 a second: one is made by it and the others are copies of its row. */
async function addSchedules(boss: PgBoss, { connection, dueAt }: PeerPlan): Promise<void> {
  const crons = new Set(dueAt.map(dailyCron));
  const [cron] = crons;
  if (cron === undefined || crons.size > 1) throw new Error('All schedules have to be due at one instant.');
  await boss.schedule(QUEUE, cron, { index: 0 }, { key: 'job-0', tz: 'UTC' });
  const client = new pg.Client({ connectionString: connection });
  await client.connect();
  await client.query(COPY_SCHEDULE, [dueAt.length - 1]);
  await client.end();
}

const COPY_SCHEDULE = `
  INSERT INTO pgboss.schedule (name, key, kind, cron, timezone, data, options)
  SELECT name, 'job-' || index, kind, cron, timezone,
    jsonb_build_object('index', index), options || jsonb_build_object('key', 'job-' || index)
  FROM pgboss.schedule, generate_series(1, $1::int) AS index`;

async function addDelayed(boss: PgBoss, dueAt: readonly number[]): Promise<void> {
  for (let from = 0; from < dueAt.length; from += INSERT) {
    const some = dueAt.slice(from, from + INSERT);
    await boss.insert(
      QUEUE,
      some.map((due, offset) => ({ data: { index: from + offset }, startAfter: new Date(due) })),
    );
  }
}
