import type { Job } from './job.ts';

/**
 * One thing that is or is not so, for what reconciles jobs with a definition kept elsewhere. `Scheduled`: slots will be
 * dispatched. `Ready`: it is as its definition has it, and needs nobody.
 */
export interface JobCondition {
  readonly type: 'Scheduled' | 'Ready';
  readonly status: 'True' | 'False';
  readonly reason: ConditionReason;
  /** For a person. */
  readonly message: string;
  /** Since when, epoch ms, where that is known. */
  readonly lastTransitionAt?: number;
}

export const CONDITION_REASONS = [
  'active',
  'paused',
  'paused-by-policy',
  'quarantined',
  'completed',
  'deleted',
] as const;
export type ConditionReason = (typeof CONDITION_REASONS)[number];

export interface JobStatus {
  /** The generation that the conditions are about: the present one, since an edit counts from its answer on. */
  readonly observedGeneration: number;
  readonly conditions: readonly JobCondition[];
}

/** How a job stands. */
export function statusOf(job: Job): JobStatus {
  const { isScheduled, isReady, ...why } = standingOf(job);
  return {
    observedGeneration: job.generation,
    conditions: [
      { type: 'Scheduled', status: isScheduled ? 'True' : 'False', ...why },
      { type: 'Ready', status: isReady ? 'True' : 'False', ...why },
    ],
  };
}

interface Standing extends Omit<JobCondition, 'type' | 'status'> {
  readonly isScheduled: boolean;
  readonly isReady: boolean;
}

function standingOf({ state, pause, quarantine, recurrences }: Job): Standing {
  switch (state) {
    case 'active':
      return { isScheduled: true, isReady: true, reason: 'active', message: 'Its slots are dispatched.' };
    case 'paused':
      return {
        ...{ isScheduled: false, isReady: false },
        reason: pause?.author === 'evenkeel' ? 'paused-by-policy' : 'paused',
        message: pause?.reason ?? 'It is paused.',
        ...(pause === undefined ? {} : { lastTransitionAt: pause.pausedAt }),
      };
    case 'quarantined':
      return {
        ...{ isScheduled: false, isReady: false, reason: 'quarantined' },
        message: quarantine?.error ?? 'Its slots cannot be planned.',
        ...(quarantine === undefined ? {} : { lastTransitionAt: quarantine.at }),
      };
    case 'completed':
      return {
        ...{ isScheduled: false, isReady: true, reason: 'completed' },
        message:
          recurrences.length === 0
            ? 'It has no recurrences: it runs when a person or a pipeline asks for it.'
            : 'It has no more slots.',
      };
    case 'deleted':
      return { isScheduled: false, isReady: false, reason: 'deleted', message: 'It is deleted.' };
  }
}
