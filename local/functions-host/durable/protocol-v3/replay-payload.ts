import { entityRequestId } from '../engine/entity-request.ts';
import { DEFAULT_POLL_DELAY_MS } from '../engine/http-poll.ts';
import type { Failure, HistoryEvent, Instance } from '../engine/instance.ts';
import type { ReplayRequest } from '../engine/replay.ts';

/** Schema V3 of the out-of-process protocol. V4 adds entity locks, which this host does not have. */
const SCHEMA_V3 = 2;
/**
 * The longest time span of .NET. With Azure Storage (six days) the SDK cuts long timers into pieces, each with a task id
 * of its own; this store, like those of SQL Server and Netherite, has no limit.
 */
const NO_LIMIT = '10675199.00:00:00';

/**
 * The value of an `orchestrationTrigger`, as JSON text. Field names, spelling included, are those that
 * durable-functions 3.5 reads (`orchestrations/DurableOrchestrationBindingInfo`).
 */
export function toReplayPayload({ instance, history, firstNew }: ReplayRequest): string {
  const events = history.map((event, index) =>
    JSON.stringify(toWireEvent(event, { isPlayed: index < firstNew, instance })),
  );
  const rest = JSON.stringify({
    instanceId: instance.instanceId,
    isReplaying: false,
    parentInstanceId: instance.parent?.instanceId ?? null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: SCHEMA_V3,
    longRunningTimerIntervalDuration: NO_LIMIT,
    maximumShortTimerDuration: NO_LIMIT,
    defaultHttpAsyncRequestSleepTimeMillseconds: DEFAULT_POLL_DELAY_MS,
  });
  return `{"history":[${events.join(',')}],"input":${instance.input},${rest.slice(1)}`;
}

type TaskEvent = Extract<HistoryEvent, { taskId: number }>;

interface Surroundings {
  readonly isPlayed: boolean;
  readonly instance: Instance;
}

function toWireEvent(event: HistoryEvent, { isPlayed, instance }: Surroundings): object {
  const common = { EventId: -1, IsPlayed: isPlayed, Timestamp: new Date(event.at).toISOString() };
  return {
    ...common,
    ...('taskId' in event ? toTaskFields(event, instance) : toExecutionFields(event, instance)),
  };
}

/** The numbers are durable-functions' `HistoryEventType`. */
function toExecutionFields(event: Exclude<HistoryEvent, TaskEvent>, { version }: Instance): object {
  switch (event.type) {
    case 'execution-started':
      return { EventType: 0, Name: event.name, Version: version ?? null, Input: event.input };
    case 'execution-ended':
      return { EventType: 1, OrchestrationStatus: event.status, Result: event.output };
    case 'turn-started':
      return { EventType: 12 };
    case 'turn-completed':
      return { EventType: 13 };
    case 'event-raised':
      return { EventType: 15, Name: event.name, Input: event.input ?? null };
    case 'suspended':
      return { EventType: 19, Reason: event.reason };
    case 'resumed':
      return { EventType: 20, Reason: event.reason };
  }
}

function toTaskFields(event: TaskEvent, instance: Instance): object {
  const { taskId } = event;
  switch (event.type) {
    case 'entity-requested':
      return toRequestFields(event, instance);
    case 'task-scheduled':
      return {
        EventType: SCHEDULED[event.kind],
        EventId: taskId,
        Name: event.name,
        Input: event.input ?? null,
      };
    case 'task-completed':
    case 'task-failed':
      return event.kind === 'entity'
        ? toEntityAnswerFields(event, instance)
        : toAnswerFields(event, event.kind);
    case 'timer-created':
      return { EventType: 10, EventId: taskId, FireAt: new Date(event.dueAt).toISOString() };
    case 'timer-fired':
      return { EventType: 11, TimerId: taskId };
  }
}

const SCHEDULED = { activity: 4, child: 7 } as const;
const COMPLETED = { activity: 5, child: 8 } as const;
const FAILED = { activity: 6, child: 9 } as const;

type AnswerEvent = Extract<TaskEvent, { type: 'task-completed' | 'task-failed' }>;

function toAnswerFields(event: AnswerEvent, kind: 'activity' | 'child'): object {
  const { taskId: TaskScheduledId } = event;
  return event.type === 'task-completed'
    ? { EventType: COMPLETED[kind], TaskScheduledId, Result: event.result }
    : { EventType: FAILED[kind], TaskScheduledId, ...toFailureFields(event.failure) };
}

/** The SDK waits for the answer under the id in `Input` from here on. */
function toRequestFields(
  { taskId, entityId, operation, input, isSignal }: Extract<TaskEvent, { type: 'entity-requested' }>,
  { instanceId, executionId }: Instance,
): object {
  const request = {
    id: entityRequestId(executionId, taskId),
    op: operation,
    signal: isSignal,
    input,
    parent: instanceId,
    parentExecution: executionId,
  };
  return { EventType: 14, EventId: taskId, InstanceId: entityId, Name: 'op', Input: JSON.stringify(request) };
}

function toEntityAnswerFields(event: AnswerEvent, { executionId }: Instance): object {
  const answer =
    event.type === 'task-completed'
      ? { result: event.result }
      : { result: JSON.stringify(event.failure.reason), exceptionType: 'System.Exception' };
  return { EventType: 15, Name: entityRequestId(executionId, event.taskId), Input: JSON.stringify(answer) };
}

function toFailureFields({ reason, details, failureDetails }: Failure): object {
  const texts = { Reason: reason, Details: details };
  if (failureDetails === undefined) return texts;
  const FailureDetails: unknown = JSON.parse(failureDetails);
  return { ...texts, FailureDetails };
}
