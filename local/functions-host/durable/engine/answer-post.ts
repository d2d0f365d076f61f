import type { StoredMessage } from './instance-store.ts';
import type { ParentLink, TaskAnswer } from './instance.ts';
import type { Live } from './live-instances.ts';

/** A message on its way to an orchestration in memory; it is written before it is received. */
export interface Delivery {
  readonly live: Live;
  readonly message: StoredMessage;
}

export type Answer = TaskAnswer extends infer Kind
  ? Kind extends { type: 'task-completed' | 'task-failed' }
    ? Omit<Kind, 'executionId' | 'taskId'>
    : never
  : never;

/** Brings answers to the orchestrations that wait for them. */
export interface AnswerPost {
  /** An answer ready to be written; undefined when nobody waits for it any more. */
  prepare(to: ParentLink, answer: Answer): Delivery | undefined;
  /** To be called when it is written. */
  receive(delivery: Delivery): void;
}
