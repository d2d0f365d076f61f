import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import type { OperationPath } from '../../../shared/contracts/http/operation-path.ts';
import {
  deleteJob,
  pauseJob,
  restoreJob,
  resumeJob,
  triggerRun,
} from '../../../shared/contracts/http/operation-paths.ts';
import type { ApiCall } from '../../api/api-call.ts';

export type RunMissed = 'none' | 'latest' | 'all';

/** What may become of the slots that were missed while a job was paused. */
export const MISSED_CHOICES: readonly { readonly value: RunMissed; readonly label: string }[] = [
  { value: 'none', label: 'None of them: it goes on with the next slot' },
  { value: 'latest', label: 'The latest one' },
  { value: 'all', label: 'All, as far as the catch-up policy lets them' },
];

/** What is to be done with jobs. */
export type JobOrder =
  | {
      readonly action: 'pause';
      readonly reason: string;
      /** ISO 8601; undefined: until somebody resumes it. */
      readonly resumeAt?: string | undefined;
      readonly runMissed: RunMissed;
    }
  | { readonly action: 'resume'; readonly reason: string; readonly runMissed: RunMissed }
  | { readonly action: 'trigger'; readonly reason: string }
  | { readonly action: 'delete' }
  | { readonly action: 'restore'; readonly reason: string };

export type JobAction = JobOrder['action'];

/** How an order is called by those who give it. */
export interface OrderWords {
  readonly verb: string;
  readonly done: string;
  /** As on its button: "Pause", "Cancel". */
  readonly button: string;
}

export const ORDER_WORDS: Readonly<Record<JobAction, OrderWords>> = {
  pause: { verb: 'Pause', done: 'paused', button: 'Pause' },
  resume: { verb: 'Resume', done: 'resumed', button: 'Resume' },
  trigger: { verb: 'Run', done: 'asked to run', button: 'Run now' },
  delete: { verb: 'Delete', done: 'deleted', button: 'Delete' },
  restore: { verb: 'Restore', done: 'restored', button: 'Restore' },
};

/** The jobs that an order does something to, and how many it leaves alone because of their state or the caller's role. */
export interface OrderPlan {
  readonly jobs: readonly JobSummary[];
  readonly otherState: number;
  readonly notAllowed: number;
}

/** Sorts out what an order concerns; `may` says whether the caller is an operator of a value stream. */
export function planOrder(
  action: JobAction,
  jobs: readonly JobSummary[],
  may: (valueStream: string) => boolean,
): OrderPlan {
  const allowed = jobs.filter(({ valueStream }) => may(valueStream));
  const concerned = allowed.filter(({ state }) => isConcerned(action, state));
  return {
    jobs: concerned,
    otherState: allowed.length - concerned.length,
    notAllowed: jobs.length - allowed.length,
  };
}

/** Whether the API would do something with a job of that state. */
export function isConcerned(action: JobAction, state: JobSummary['state']): boolean {
  switch (action) {
    case 'pause':
      return state === 'active';
    case 'resume':
      return state === 'paused' || state === 'quarantined';
    case 'trigger':
    case 'delete':
      return state !== 'deleted';
    case 'restore':
      return true;
  }
}

/** What will happen, a sentence each. */
export function consequencesOf(action: JobAction, plan: OrderPlan): readonly string[] {
  return [...MEANINGS[action], ...leftAlone(action, plan)];
}

const MEANINGS: Readonly<Record<JobAction, readonly string[]>> = {
  pause: [
    'Slots start no runs until it is resumed.',
    'Runs that are going go on; runs by hand stay possible.',
  ],
  resume: ['Its coming slots start again on schedule.'],
  trigger: [
    'One run starts now, beside the schedule.',
    'The overlap policy and the concurrency limit apply as to any other run.',
  ],
  delete: [
    'No slot is dispatched any more; runs that have not begun are skipped.',
    'What ran stays readable, and the job can be restored.',
  ],
  restore: ['It is scheduled again with its last definition.'],
};

function leftAlone(action: JobAction, { otherState, notAllowed }: OrderPlan): readonly string[] {
  const states = { pause: 'not active', resume: 'neither paused nor quarantined' };
  const why = action === 'pause' || action === 'resume' ? states[action] : 'deleted';
  return [
    ...(otherState === 0 ? [] : [`${those(otherState)} left alone: ${why}.`]),
    ...(notAllowed === 0
      ? []
      : [`${those(notAllowed)} left alone: you are no operator of the value stream.`]),
  ];
}

function those(count: number): string {
  return count === 1 ? '1 is' : `${count.toLocaleString('en')} are`;
}

/** The call that does it to a job. */
export function callOf(
  order: JobOrder,
  job: JobSummary,
): { readonly operation: OperationPath; readonly call: ApiCall } {
  const path = { jobId: job.jobId };
  switch (order.action) {
    case 'pause': {
      const { reason, resumeAt, runMissed } = order;
      const until = resumeAt === undefined ? {} : { resumeAt, runMissed };
      return { operation: pauseJob, call: { path, body: { reason, ...until } } };
    }
    case 'resume': {
      const { reason, runMissed } = order;
      return {
        operation: resumeJob,
        call: { path, body: { runMissed, ...(reason === '' ? {} : { reason }) } },
      };
    }
    case 'trigger':
      return { operation: triggerRun, call: { path, body: { reason: order.reason } } };
    case 'delete':
      return { operation: deleteJob, call: { path } };
    case 'restore': {
      const body = { generation: job.generation, reason: order.reason, undelete: true };
      // Without a version: one that somebody has brought back meanwhile is theirs.
      return { operation: restoreJob, call: { path, body } };
    }
  }
}

/** What takes an order back, where something does. */
export function undoOf({ action }: JobOrder): JobOrder | undefined {
  const reason = 'Taken back.';
  switch (action) {
    case 'pause':
      return { action: 'resume', reason, runMissed: 'all' };
    case 'resume':
      return { action: 'pause', reason, runMissed: 'none' };
    case 'delete':
      return { action: 'restore', reason };
    case 'trigger':
    case 'restore':
      return undefined;
  }
}

/** As in "Pause churn-daily?" or "Pause 12 jobs?". */
export function orderTitle(action: JobAction, jobs: readonly JobSummary[]): string {
  const { verb } = ORDER_WORDS[action];
  const what = jobs.length === 1 ? (jobs[0]?.jobId ?? '') : `${jobs.length.toLocaleString('en')} jobs`;
  return `${verb} ${what}${action === 'trigger' ? ' now' : ''}?`;
}
