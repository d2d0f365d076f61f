import { Queue, Worker } from 'bullmq';
import { dailyCron, jobData, type PeerPlan, type PeerWork } from './peer.ts';
import { BULLMQ_CONCURRENCY } from './peer-settings.ts';

const QUEUE = 'bench';

const AT_A_TIME = 200;

/** BullMQ on Redis: job schedulers, or delayed jobs. */
export async function startBullmq(plan: PeerPlan): Promise<PeerWork> {
  const connection = { path: plan.connection, maxRetriesPerRequest: null };
  const queue = new Queue(QUEUE, { connection });
  await (plan.recurring ? addSchedulers(queue, plan) : addDelayed(queue, plan));
  const worker = new Worker(
    QUEUE,
    async ({ data }) => {
      plan.onStart(jobData.parse(data).index);
    },
    { connection, concurrency: plan.tuned ? BULLMQ_CONCURRENCY : 1 },
  );
  await worker.waitUntilReady();
  return {
    stop: async () => {
      await worker.close(true);
      await queue.close();
    },
  };
}

async function addSchedulers(queue: Queue, { dueAt }: PeerPlan): Promise<void> {
  for (let from = 0; from < dueAt.length; from += AT_A_TIME) {
    const some = dueAt.slice(from, from + AT_A_TIME);
    await Promise.all(
      some.map((due, offset) =>
        queue.upsertJobScheduler(
          `job-${from + offset}`,
          { pattern: dailyCron(due), tz: 'UTC' },
          { name: 'start', data: { index: from + offset } },
        ),
      ),
    );
  }
}

async function addDelayed(queue: Queue, { dueAt }: PeerPlan): Promise<void> {
  for (let from = 0; from < dueAt.length; from += AT_A_TIME) {
    const some = dueAt.slice(from, from + AT_A_TIME);
    await queue.addBulk(
      some.map((due, offset) => ({
        name: 'start',
        data: { index: from + offset },
        opts: { delay: due - Date.now() },
      })),
    );
  }
}
