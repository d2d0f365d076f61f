import { Client } from '../../local/client.ts';

const AT_A_TIME = 16;

/** Schedules jobs over HTTP, some at a time. @returns jobs a second. */
export async function registerJobs(url: string, jobs: readonly object[]): Promise<number> {
  const client = new Client(url);
  const startedAt = performance.now();
  let next = 0;
  const register = async (): Promise<void> => {
    for (let job = jobs[next]; job !== undefined; job = jobs[next]) {
      next += 1;
      await client.scheduleJob(job);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, register));
  return (1000 * jobs.length) / (performance.now() - startedAt);
}
