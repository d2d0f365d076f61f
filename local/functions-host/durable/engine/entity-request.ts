import type { JsonText, ParentLink } from './instance.ts';

/** One operation on its way to an entity; it stays in the store until the entity's new state does. */
export interface EntityRequest {
  readonly seq: number;
  /** `@name@key`, the name in lower case. */
  readonly entityId: string;
  readonly operation: string;
  readonly input: JsonText | undefined;
  /** Who waits for the answer; undefined for a signal. */
  readonly replyTo: ParentLink | undefined;
}

export interface Entity {
  readonly entityId: string;
  readonly state: JsonText;
  readonly updatedAt: number;
}

export interface EntityBatch {
  readonly entityId: string;
  /** undefined when the entity does not exist. */
  readonly state: JsonText | undefined;
  readonly requests: readonly EntityRequest[];
}

export interface EntitySignal {
  readonly entityId: string;
  readonly operation: string;
  readonly input: JsonText | undefined;
}

export interface EntityBatchResult {
  /** undefined when the entity does not exist any more. */
  readonly state: JsonText | undefined;
  /** One for each request, in their order. */
  readonly answers: readonly ({ readonly result: JsonText } | { readonly error: string })[];
  readonly signals: readonly EntitySignal[];
}

/** Runs an entity function over operations. Never rejects: an error of the app is an answer like any other. */
export interface EntityRunner {
  run(batch: EntityBatch): Promise<EntityBatchResult>;
}

/** Names the answer to an entity call: the same at every replay, and of no other execution. */
export function entityRequestId(executionId: string, taskId: number): string {
  return `${executionId}:${taskId}`;
}
