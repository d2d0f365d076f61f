/** Any JSON value, as its text: the engine carries inputs and outputs and never looks inside. */
export type JsonText = string;

export type RuntimeStatus = 'Pending' | 'Running' | 'Suspended' | 'Completed' | 'Failed' | 'Terminated';

export interface ParentLink {
  readonly instanceId: string;
  readonly executionId: string;
  readonly taskId: number;
}

/** Delay before attempt n+1: `firstIntervalMs * backoffCoefficient^(n-1)`, at most `maxIntervalMs`. */
export interface RetryPolicy {
  readonly firstIntervalMs: number;
  readonly maxAttempts: number;
  readonly backoffCoefficient: number;
  readonly maxIntervalMs: number;
}

/** What an orchestrator can ask for that takes a task id. */
export type Work =
  | {
      readonly kind: 'activity';
      readonly name: string;
      readonly input: JsonText | undefined;
      readonly retry?: RetryPolicy | undefined;
      /** An HTTP request: an answer may say to ask again later at another address. */
      readonly isPolled?: boolean | undefined;
    }
  | {
      readonly kind: 'child';
      readonly name: string;
      readonly instanceId: string | undefined;
      /** Left out: the app's. */
      readonly version?: string | undefined;
      readonly input: JsonText | undefined;
      readonly retry?: RetryPolicy | undefined;
    }
  | { readonly kind: 'timer'; readonly dueAt: number }
  | {
      readonly kind: 'entity';
      /** `@name@key`, the name in lower case. */
      readonly entityId: string;
      readonly operation: string;
      readonly input: JsonText | undefined;
      /** Nobody waits for its answer: it has a task id, and is never open. */
      readonly isSignal: boolean;
    };

/** What can be answered, other than a timer. */
export type TaskKind = 'activity' | 'child' | 'entity';

/** A task without an answer yet. While it waits to be tried or to ask again, `id` is the id of the waiting timer. */
export interface OpenTask {
  readonly id: number;
  /** Index among everything the orchestrator has asked for, in its order. */
  readonly leaf: number;
  readonly work: Work;
  /** From 1. */
  readonly attempt: number;
  readonly phase: 'working' | 'waiting-to-retry' | 'waiting-to-poll';
  /** The id that the next request will have, while it waits to poll. */
  readonly nextId?: number | undefined;
}

/** What the orchestrator's own code came to; it takes effect once no task is open. */
export type Outcome =
  | { readonly kind: 'returned'; readonly output: JsonText }
  | { readonly kind: 'threw'; readonly error: string }
  | { readonly kind: 'continued'; readonly input: JsonText };

/** One orchestration, between two turns. */
export interface Instance {
  readonly instanceId: string;
  /** New at each start and each continue-as-new: answers meant for an earlier execution are dropped by it. */
  readonly executionId: string;
  readonly name: string;
  /** Of the orchestrator when it was started; it stays the same, also when it continues as new. */
  readonly version?: string | undefined;
  readonly status: RuntimeStatus;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly input: JsonText;
  readonly output: JsonText | undefined;
  readonly customStatus: JsonText | undefined;
  readonly parent: ParentLink | undefined;
  readonly nextTaskId: number;
  /** A name for each leaf processed so far, to notice an orchestrator that asks for something else on replay. */
  readonly leaves: readonly string[];
  readonly open: readonly OpenTask[];
  readonly outcome: Outcome | undefined;
  /** Number of turns taken by this execution. */
  readonly turns: number;
}

export interface Failure {
  readonly reason: string;
  readonly details: string;
  /** A structured failure (FailureDetails of the protocol), when the activity's error carries one. */
  readonly failureDetails?: JsonText | undefined;
}

export type TaskAnswer =
  | {
      readonly type: 'task-completed';
      readonly executionId: string;
      readonly taskId: number;
      readonly result: JsonText;
    }
  | {
      readonly type: 'task-failed';
      readonly executionId: string;
      readonly taskId: number;
      readonly failure: Failure;
    }
  | { readonly type: 'timer-fired'; readonly executionId: string; readonly taskId: number };

export type ControlMessage =
  | { readonly type: 'suspend'; readonly reason: string }
  | { readonly type: 'resume'; readonly reason: string }
  | { readonly type: 'terminate'; readonly reason: string };

export interface EventMessage {
  readonly type: 'event-raised';
  readonly name: string;
  readonly input: JsonText | undefined;
}

export type MessageBody = { readonly type: 'execution-started' } | EventMessage | TaskAnswer | ControlMessage;

/** A message on its way to an instance; `seq` orders the messages of a host. */
export interface Message {
  readonly seq: number;
  readonly body: MessageBody;
}

export type HistoryEvent = { readonly at: number } & (
  | { readonly type: 'turn-started' }
  | { readonly type: 'turn-completed' }
  | { readonly type: 'execution-started'; readonly name: string; readonly input: JsonText }
  | { readonly type: 'execution-ended'; readonly status: RuntimeStatus; readonly output: JsonText }
  | {
      readonly type: 'task-scheduled';
      readonly kind: 'activity' | 'child';
      readonly taskId: number;
      readonly name: string;
      readonly input: JsonText | undefined;
    }
  | {
      readonly type: 'entity-requested';
      readonly taskId: number;
      readonly entityId: string;
      readonly operation: string;
      readonly input: JsonText | undefined;
      readonly isSignal: boolean;
    }
  | { readonly type: 'timer-created'; readonly taskId: number; readonly dueAt: number }
  | {
      readonly type: 'task-completed';
      readonly kind: TaskKind;
      readonly taskId: number;
      readonly result: JsonText;
    }
  | {
      readonly type: 'task-failed';
      readonly kind: TaskKind;
      readonly taskId: number;
      readonly failure: Failure;
    }
  | { readonly type: 'timer-fired'; readonly taskId: number }
  | { readonly type: 'event-raised'; readonly name: string; readonly input: JsonText | undefined }
  | { readonly type: 'suspended'; readonly reason: string }
  | { readonly type: 'resumed'; readonly reason: string }
);

export function isFinal(status: RuntimeStatus): boolean {
  return status === 'Completed' || status === 'Failed' || status === 'Terminated';
}

export function isControl(body: MessageBody): body is ControlMessage {
  return body.type === 'suspend' || body.type === 'resume' || body.type === 'terminate';
}

export function retryDelayMs(policy: RetryPolicy, attempt: number): number {
  return Math.min(policy.firstIntervalMs * policy.backoffCoefficient ** (attempt - 1), policy.maxIntervalMs);
}
