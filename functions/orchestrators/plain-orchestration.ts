import type { Task } from 'durable-functions';
import type { PlainResult } from '../../shared/domain/run/plain-result.ts';
import type { RunFailure } from '../../shared/domain/run/run-failure.ts';
import type { RunWork, Stop } from './run-work.ts';

/** How the next thing of an attempt went. */
export type Move<State> =
  | { readonly outcome: 'moved'; readonly state: State }
  | { readonly outcome: 'succeeded'; readonly result: PlainResult }
  | { readonly outcome: 'failed'; readonly failure: RunFailure }
  /** `over`: the run is at another attempt, or has ended. */
  | { readonly outcome: 'over' | Stop };

/** What a plain kind does between the beginning of an attempt and its result. Deterministic: it replays. */
export interface PlainOrchestration<State> {
  /** Of the orchestrator; stored in histories: never renamed once deployed. */
  readonly name: string;
  /** All that is carried from one thing to the next; a long history is begun anew with it. */
  readonly state: { parse(value: unknown): State };
  readonly begin: () => State;
  /** Does the next thing: one step, or one rest. */
  advance(work: RunWork, state: State): Generator<Task, Move<State>, unknown>;
  /** After a cancellation, a time-out or a failure: tells whoever still works for the attempt to stop. */
  stop?(work: RunWork, state: State): Generator<Task, void, unknown>;
  /** What a time-out is recorded as; undefined: as no more than that. */
  lastFailure?(state: State): RunFailure | undefined;
}
