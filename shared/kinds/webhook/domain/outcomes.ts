import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { Json } from './webhook-task.ts';

/** How any step may end an attempt. */
export type StepEnd =
  /** The run was cancelled, timed out, was taken over, or has its result. */
  | { readonly outcome: 'over' }
  /** Going on mends nothing. */
  | { readonly outcome: 'rejected'; readonly failure: RunFailure };

/** The work is done. */
export interface WorkDone {
  readonly outcome: 'done';
  readonly host: string;
  /** Of the answer that told it; absent: a callback did. */
  readonly status?: number;
  /** Of the service, for people. */
  readonly message?: string;
  /** JSON of at most 8 KiB. */
  readonly output?: Json;
}

/** The work goes on after the answer. */
export interface WorkAccepted {
  readonly outcome: 'accepted';
  readonly waitsFor: 'poll' | 'callback';
  /** Of the answer. */
  readonly status?: number;
  /** Where to poll, each secret in it by its name alone. */
  readonly address?: string;
  /** Until the first look. */
  readonly pauseMs: number;
  /** What tells the service that nobody waits any longer. */
  readonly stopsBy: 'nothing' | 'delete';
}

/** Not now. */
export interface Later {
  readonly outcome: 'later';
  readonly failure: RunFailure;
  readonly pauseMs: number;
}

/**
 * What became of a try. `isBusy`: the service asked to come later, which uses up none of the task's tries. `wasRefused`: it
 * was not carried out for sure.
 */
export type WebhookSent =
  | (WorkDone & { readonly durationMs: number })
  | WorkAccepted
  | (Later & { readonly isBusy: boolean; readonly wasRefused: boolean; readonly isLast: boolean })
  | StepEnd;

export type WebhookPolled = WorkDone | Later | StepEnd;

export type WebhookLooked = WorkDone | { readonly outcome: 'none' } | StepEnd;
