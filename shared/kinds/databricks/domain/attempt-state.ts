import type { RunFailure } from '../../../domain/run/run-failure.ts';

/** A run of a workspace, and what is needed to end it when there is no job any more. */
export interface StartedAt {
  readonly databricksRunId: string;
  readonly connection: string;
  readonly valueStream: string;
  /** A later attempt goes on with it. */
  readonly isShared: boolean;
}

/** All that an attempt knows, carried from one step to the next. */
export interface AttemptState {
  readonly next: 'start' | 'look' | 'repair' | 'collect' | 'fail';
  /** Counts the starts, from 1. */
  readonly start: number;
  /** The run that works for the attempt. */
  readonly at?: StartedAt;
  /** A start has gone out, and nobody knows what became of it. */
  readonly mayBeStarted: boolean;
  /** The run has ended: there is nothing to stop. */
  readonly hasEnded: boolean;
  readonly isRepaired: boolean;
  readonly latestRepairId?: string;
  /** What was asked since the last thing that went on, from 1. */
  readonly looks: number;
  /** Steps, one after the other, that broke however often they were tried. */
  readonly breaks: number;
  /** Epoch ms. */
  readonly restsUntil: number;
  /** Why it does not go on; what a time-out is recorded as. */
  readonly lastFailure?: RunFailure;
}

export const NOTHING_STARTED: AttemptState = {
  ...{ next: 'start', start: 1, mayBeStarted: false, hasEnded: false, isRepaired: false },
  ...{ looks: 1, breaks: 0, restsUntil: 0 },
};

/** The last thing went on: nothing is wrong, and the next is asked for the first time. */
export function wentOn({ lastFailure: _former, ...state }: AttemptState): AttemptState {
  return { ...state, looks: 1, breaks: 0 };
}

/** The workspace has the run. */
export function started(state: AttemptState, at: StartedAt): AttemptState {
  return { ...wentOn(state), next: 'look', at, mayBeStarted: false, hasEnded: false };
}

/** Nothing of the run has been executed, and nothing will be: another takes its place, and there is nothing to stop. */
export function startedAnew(
  state: AttemptState,
  { restsUntil, failure }: { readonly restsUntil: number; readonly failure: RunFailure },
): AttemptState {
  const { at: _ended, ...others } = wentOn(state);
  return { ...others, next: 'start', start: state.start + 1, restsUntil, lastFailure: failure };
}

/**
 * The same is asked again later. While only the work itself takes its time, nothing is wrong that a time-out should be recorded
 * as.
 */
export function waiting(
  { lastFailure: _former, ...state }: AttemptState,
  { restsUntil, failure }: { readonly restsUntil: number; readonly failure?: RunFailure | undefined },
): AttemptState {
  const waits = { ...state, looks: state.looks + 1, breaks: 0, restsUntil };
  return failure === undefined ? waits : { ...waits, lastFailure: failure };
}

/** What failed in the run is to be executed again. */
export function toBeRepaired(
  state: AttemptState,
  { failure, latestRepairId }: { readonly failure: RunFailure; readonly latestRepairId?: string },
): AttemptState {
  const repairing: AttemptState = { ...wentOn(state), next: 'repair', lastFailure: failure };
  return latestRepairId === undefined ? repairing : { ...repairing, latestRepairId };
}

/** Fails with the next step, so that what is to be stopped is known by then. */
export function failing(state: AttemptState, failure: RunFailure): AttemptState {
  return { ...state, next: 'fail', lastFailure: failure, restsUntil: 0 };
}

/**
 * A store that is away for some minutes is no reason to end a training that has run for hours; something that breaks each time
 * is.
 */
const MAX_BREAKS = 10;

/** A step broke, however often it was tried: it is to be tried again later, or the attempt has failed. */
export function broken(state: AttemptState, message: string, restsUntil: number): AttemptState {
  const failure: RunFailure = { reason: 'retries-exhausted', message };
  const breaks = state.breaks + 1;
  if (breaks >= MAX_BREAKS) return failing(state, failure);
  return { ...state, breaks, lastFailure: failure, restsUntil };
}
