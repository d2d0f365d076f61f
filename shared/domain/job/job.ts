import type { FleetMembership } from '../fleet/fleet-membership.ts';
import type { Recurrence } from '../schedule/recurrence.ts';
import type { JobId } from './job-id.ts';
import type { JobLabels } from './job-label.ts';
import type { JobPolicies } from './job-policies.ts';
import type { JobWork } from './job-work.ts';

/** Which of the slots that came due meanwhile a resume brings back. */
export const RUN_MISSED = ['none', 'latest', 'all'] as const;
export type RunMissed = (typeof RUN_MISSED)[number];

/** Why a job does nothing, since when and until when. */
export interface JobPause {
  readonly pausedAt: number;
  readonly reason: string;
  /** Who paused it; `evenkeel` when the policy `pauseAfterFailures` did. */
  readonly author: string;
  /** When it resumes by itself, epoch ms, and what it then does with the missed slots. */
  readonly resumeAt?: number;
  readonly runMissed: RunMissed;
}

/** A resume whose missed slots are still to be sorted. */
export interface JobResume {
  /** Slots before this, from the job's `nextDueAt` on, were missed. */
  readonly at: number;
  readonly runMissed: RunMissed;
  readonly late: 'job-paused' | 'job-quarantined';
}

/** Another job whose run for the same slot has to succeed before a run begins its work. */
export interface Upstream {
  readonly jobId: JobId;
  /** How long an attempt waits for it, from when it may start; then it fails as `upstream-not-ready`. */
  readonly deadlineSeconds: number;
  readonly pollSeconds: number;
}

export const JOB_STATES = ['active', 'paused', 'quarantined', 'completed', 'deleted'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What to run, when, under which policies, and for whom. */
export type Job = JobCore & JobWork;
export type StabilityJob = Extract<Job, { readonly kind: 'stability' }>;
export type ReportCollectionJob = Extract<Job, { readonly kind: 'report-collection' }>;

/** All of a job but its kind and task. */
export interface JobCore extends JobLabels {
  readonly jobId: JobId;
  readonly valueStream: string;
  /** Absent: it is a job by itself. */
  readonly fleet?: FleetMembership;
  /** Absent: its runs wait for no other job. */
  readonly after?: Upstream;
  readonly recurrences: readonly Recurrence[];
  readonly policies: JobPolicies;
  /**
   * `quarantined`: its slots could not be planned; an edit or a resume lets it try again. A deleted job keeps its
   * document, so that its runs stay readable and its slots are never run again.
   */
  readonly state: JobState;
  /** Counts the definitions that this id has had, from 1. */
  readonly generation: number;
  /** The generation since which it exists without having been deleted. */
  readonly bornAs: number;
  /** The present recurrences name slots after this, epoch ms. */
  readonly slotsAfter: number;
  /** The next slot that has not been dispatched, epoch ms; absent when there is none any more. */
  readonly nextDueAt?: number;
  /** While it is paused. */
  readonly pause?: JobPause;
  /** From a resume until its missed slots are sorted. */
  readonly resume?: JobResume;
  /** While it is quarantined: what went wrong, and when. */
  readonly quarantine?: { readonly at: number; readonly error: string };
  /** The start of the last missed slot that was let run, epoch ms: the next one keeps its distance. */
  readonly pacedUntil?: number;
  /** Missed slots passed over so far, for the one run that will stand for them. */
  readonly coalescing?: { readonly fromDueAt: number; readonly count: number };
  readonly createdAt: number;
  readonly updatedAt: number;
}
