import type { Answer } from './answer-post.ts';
import type { HistoryEvent, Instance, Message, ParentLink } from './instance.ts';

export interface ScheduledActivity {
  readonly taskId: number;
  readonly name: string;
  readonly input: string | undefined;
}
export interface ScheduledChild extends ScheduledActivity {
  readonly instanceId: string;
  readonly version: string | undefined;
}
export interface ScheduledTimer {
  readonly taskId: number;
  readonly dueAt: number;
}
/** A call of an entity, or a signal to it. */
export interface ScheduledOperation {
  readonly taskId: number;
  readonly entityId: string;
  readonly operation: string;
  readonly input: string | undefined;
  readonly isSignal: boolean;
}
export interface ParentNotice {
  readonly to: ParentLink;
  readonly answer: Answer;
}

/** What an orchestration's tasks come to in one turn. */
export interface TaskEffects {
  readonly activities: readonly ScheduledActivity[];
  readonly children: readonly ScheduledChild[];
  readonly timers: readonly ScheduledTimer[];
  readonly operations: readonly ScheduledOperation[];
  /** Task ids of timers that must not fire any more. */
  readonly cancelledTimers: readonly number[];
}

/** Everything that a turn does to the world; it is to be written in one transaction, then carried out. */
export interface TurnEffects extends TaskEffects {
  readonly instance: Instance;
  readonly taken: readonly Message[];
  readonly events: readonly HistoryEvent[];
  /** A new execution begins: the history so far goes, and its first message is to be sent. */
  readonly isNewExecution: boolean;
  /** Timers still open when the orchestrator's code has just come to its end: they hold up the orchestration's. */
  readonly forgottenTimers: number;
  readonly parentNotice: ParentNotice | undefined;
}
