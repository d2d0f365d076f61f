import { isPlain, type JobWork, type PlainTask } from '../job/job-work.ts';

/** The system outside that a job depends on, for people: what fails at the same one is likely to fail for the same reason. */
function endpointOf(job: JobWork): string | undefined {
  if (isPlain(job)) return firstHostOf(job.task);
  switch (job.kind) {
    case 'report-collection':
      return hostOf(job.task.baseUrl);
    case 'stability':
      return job.task.current.kind === 'snowflake' ? 'Snowflake' : undefined;
  }
}

/** The address that a task of a plain kind names at its top, if any. */
function firstHostOf(task: PlainTask): string | undefined {
  const texts = Object.values(task).filter((value) => typeof value === 'string');
  return texts.map(hostOf).find((host) => host !== undefined);
}

/** Host and port of an http address, which is all that this needs of what URL would parse. */
function hostOf(address: string): string | undefined {
  const host = /^https?:\/\/(?:[^/?#]*@)?([^/?#]+)/i.exec(address)?.[1];
  return host?.toLowerCase();
}

/** A reason, with where it happened. */
export function withEndpoint(reason: string, job: JobWork | undefined): string {
  const endpoint = job === undefined ? undefined : endpointOf(job);
  return endpoint === undefined ? reason : `${reason} at ${endpoint}`;
}
