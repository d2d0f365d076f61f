import type { HistoryEvent, Instance } from '../engine/instance.ts';

/** An instance as the management API shows it. `input` and `output` are always there: the SDK insists. */
export function toStatusBody(
  instance: Instance,
  { showInput }: { readonly showInput: boolean },
): Record<string, unknown> {
  return {
    name: instance.name,
    instanceId: instance.instanceId,
    runtimeStatus: instance.status,
    input: showInput ? parse(instance.input) : null,
    customStatus: parse(instance.customStatus),
    output: parse(instance.output),
    createdTime: toSeconds(instance.createdAt),
    lastUpdatedTime: toSeconds(instance.updatedAt),
  };
}

/** History for people: scheduling is folded into what it led to. */
export function toHistoryBody(
  history: readonly HistoryEvent[],
  showOutput: boolean,
): Record<string, unknown>[] {
  const scheduled = new Map<number, { readonly at: number; readonly name: string }>();
  const rows: Record<string, unknown>[] = [];
  for (const event of history) {
    if (event.type === 'task-scheduled') scheduled.set(event.taskId, event);
    const row = toRow(event, showOutput);
    const origin = 'taskId' in event ? scheduled.get(event.taskId) : undefined;
    if (row === undefined) continue;
    const about =
      origin === undefined
        ? {}
        : { ScheduledTime: new Date(origin.at).toISOString(), FunctionName: origin.name };
    rows.push({ Timestamp: new Date(event.at).toISOString(), ...about, ...row });
  }
  return rows;
}

const COMPLETED = {
  activity: 'TaskCompleted',
  child: 'SubOrchestrationInstanceCompleted',
  entity: 'EventRaised',
} as const;
const FAILED = {
  activity: 'TaskFailed',
  child: 'SubOrchestrationInstanceFailed',
  entity: 'EventRaised',
} as const;

type TaskEvent = Extract<HistoryEvent, { taskId: number }>;

function toRow(event: HistoryEvent, showOutput: boolean): Record<string, unknown> | undefined {
  return 'taskId' in event ? toTaskRow(event, showOutput) : toExecutionRow(event, showOutput);
}

function toExecutionRow(
  event: Exclude<HistoryEvent, TaskEvent>,
  showOutput: boolean,
): Record<string, unknown> | undefined {
  switch (event.type) {
    case 'execution-started':
      return { EventType: 'ExecutionStarted', FunctionName: event.name };
    case 'execution-ended': {
      const EventType = event.status === 'Terminated' ? 'ExecutionTerminated' : 'ExecutionCompleted';
      return { EventType, OrchestrationStatus: event.status, ...shown('Result', event.output, showOutput) };
    }
    case 'event-raised':
      return { EventType: 'EventRaised', Name: event.name, ...shown('Input', event.input, showOutput) };
    case 'suspended':
      return { EventType: 'ExecutionSuspended', Reason: event.reason };
    case 'resumed':
      return { EventType: 'ExecutionResumed', Reason: event.reason };
    case 'turn-started':
    case 'turn-completed':
      return undefined;
  }
}

function toTaskRow(event: TaskEvent, showOutput: boolean): Record<string, unknown> | undefined {
  switch (event.type) {
    case 'task-completed': {
      const EventType = COMPLETED[event.kind];
      return { EventType, ...shown('Result', event.result, showOutput) };
    }
    case 'task-failed': {
      const EventType = FAILED[event.kind];
      return { EventType, Reason: event.failure.reason, Details: event.failure.details };
    }
    case 'timer-fired':
      return { EventType: 'TimerFired' };
    case 'timer-created':
      return { EventType: 'TimerCreated', FireAt: new Date(event.dueAt).toISOString() };
    case 'entity-requested':
      return { EventType: 'EventSent', InstanceId: event.entityId, Name: event.operation };
    case 'task-scheduled':
      return undefined;
  }
}

function shown(name: string, text: string | undefined, isShown: boolean): Record<string, unknown> {
  return isShown ? { [name]: parse(text) } : {};
}

function parse(text: string | undefined): unknown {
  return text === undefined ? null : JSON.parse(text);
}

/** The platform shows whole seconds. */
function toSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
