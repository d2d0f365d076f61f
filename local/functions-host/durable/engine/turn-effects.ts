import type { HistoryEvent, Instance, Message, MessageBody, ParentLink } from './instance.ts';

export interface ScheduledActivity {
  readonly taskId: number;
  readonly name: string;
  readonly input: string | undefined;
}
export interface ScheduledChild extends ScheduledActivity {
  readonly instanceId: string;
}
export interface ScheduledTimer {
  readonly taskId: number;
  readonly dueAt: number;
}
export interface ParentNotice {
  readonly to: ParentLink;
  readonly body: MessageBody;
}

/** What an orchestration's tasks come to in one turn. */
export interface TaskEffects {
  readonly activities: readonly ScheduledActivity[];
  readonly children: readonly ScheduledChild[];
  readonly timers: readonly ScheduledTimer[];
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
