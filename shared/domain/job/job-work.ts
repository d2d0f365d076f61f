import { PLAIN_KINDS } from './plain-kinds.ts';
import type { ReportCollectionTask } from './report-collection-task.ts';
import type { StabilityTask, StabilityTaskDefinition } from './stability-task.ts';

/** A kind that is nothing but its folder in `shared/kinds`: nobody else knows what its task holds. */
export type PlainKind = (typeof PLAIN_KINDS)[number];

/** The task of a plain kind: JSON, as the kind's own schema has made it of what a caller wrote. */
export type PlainTask = Readonly<Record<string, unknown>>;

export interface PlainWork {
  readonly kind: PlainKind;
  readonly task: PlainTask;
}

/** What a job's runs do: its kind, and the task that the kind asks for. */
export type JobWork =
  | { readonly kind: 'stability'; readonly task: StabilityTask }
  | { readonly kind: 'report-collection'; readonly task: ReportCollectionTask }
  | PlainWork;

/** The same as a caller defines it. */
export type JobWorkDefinition =
  | { readonly kind: 'stability'; readonly task: StabilityTaskDefinition }
  | { readonly kind: 'report-collection'; readonly task: ReportCollectionTask }
  | PlainWork;

/** Stable names of the code that runs a job; never renamed once stored. */
export const JOB_KINDS = [
  'stability',
  'report-collection',
  ...PLAIN_KINDS,
] as const satisfies readonly JobWork['kind'][];
export type JobKind = JobWork['kind'];

/** A job's kind and task alone. */
export function workOf(job: JobWork): JobWork {
  if (isPlain(job)) return { kind: job.kind, task: job.task };
  switch (job.kind) {
    case 'stability':
      return { kind: job.kind, task: job.task };
    case 'report-collection':
      return { kind: job.kind, task: job.task };
  }
}

/** Whether only the kind's own folder knows the task. */
export function isPlain<W extends { readonly kind: JobKind }>(work: W): work is W & PlainWork {
  return work.kind !== 'stability' && work.kind !== 'report-collection';
}
