import type { HistoryEvent, Instance } from '../engine/instance.ts';
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
    JSON.stringify(toWireEvent(event, index < firstNew, instance)),
  );
  const rest = JSON.stringify({
    instanceId: instance.instanceId,
    isReplaying: false,
    parentInstanceId: instance.parent?.instanceId ?? null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: SCHEMA_V3,
    longRunningTimerIntervalDuration: NO_LIMIT,
    maximumShortTimerDuration: NO_LIMIT,
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  });
  return `{"history":[${events.join(',')}],"input":${instance.input},${rest.slice(1)}`;
}

function toWireEvent(event: HistoryEvent, isPlayed: boolean, instance: Instance): object {
  const common = { EventId: -1, IsPlayed: isPlayed, Timestamp: new Date(event.at).toISOString() };
  switch (event.type) {
    case 'execution-started':
      return { ...common, EventType: 0, Name: event.name, Version: '', Input: event.input };
    case 'execution-ended':
      return { ...common, EventType: 1, OrchestrationStatus: event.status, Result: event.output };
    case 'task-scheduled':
      return {
        ...common,
        EventType: event.kind === 'activity' ? 4 : 7,
        EventId: event.taskId,
        Name: event.name,
        Input: event.input ?? null,
        ...(event.kind === 'child' ? { InstanceId: instance.instanceId } : {}),
      };
    case 'task-completed': {
      const EventType = event.kind === 'activity' ? 5 : 8;
      return { ...common, EventType, TaskScheduledId: event.taskId, Result: event.result };
    }
    case 'task-failed': {
      const { reason, details, failureDetails } = event.failure;
      const parsed: unknown = failureDetails === undefined ? undefined : JSON.parse(failureDetails);
      return {
        ...common,
        EventType: event.kind === 'activity' ? 6 : 9,
        TaskScheduledId: event.taskId,
        Reason: reason,
        Details: details,
        ...(parsed === undefined ? {} : { FailureDetails: parsed }),
      };
    }
    case 'timer-created':
      return { ...common, EventType: 10, EventId: event.taskId, FireAt: new Date(event.dueAt).toISOString() };
    case 'timer-fired':
      return { ...common, EventType: 11, TimerId: event.taskId };
    case 'turn-started':
      return { ...common, EventType: 12 };
    case 'turn-completed':
      return { ...common, EventType: 13 };
    case 'event-raised':
      return { ...common, EventType: 15, Name: event.name, Input: event.input ?? null };
    case 'suspended':
      return { ...common, EventType: 19, Reason: event.reason };
    case 'resumed':
      return { ...common, EventType: 20, Reason: event.reason };
  }
}
