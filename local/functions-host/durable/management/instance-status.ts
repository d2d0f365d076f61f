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

function toRow(event: HistoryEvent, showOutput: boolean): Record<string, unknown> | undefined {
  const result = (text: string): object => (showOutput ? { Result: parse(text) } : {});
  switch (event.type) {
    case 'execution-started':
      return { EventType: 'ExecutionStarted', FunctionName: event.name };
    case 'execution-ended':
      return {
        EventType: event.status === 'Terminated' ? 'ExecutionTerminated' : 'ExecutionCompleted',
        OrchestrationStatus: event.status,
        ...result(event.output),
      };
    case 'task-completed':
      return {
        EventType: event.kind === 'activity' ? 'TaskCompleted' : 'SubOrchestrationInstanceCompleted',
        ...result(event.result),
      };
    case 'task-failed':
      return {
        EventType: event.kind === 'activity' ? 'TaskFailed' : 'SubOrchestrationInstanceFailed',
        Reason: event.failure.reason,
        Details: event.failure.details,
      };
    case 'timer-fired':
      return { EventType: 'TimerFired' };
    case 'timer-created':
      return { EventType: 'TimerCreated', FireAt: new Date(event.dueAt).toISOString() };
    case 'event-raised':
      return {
        EventType: 'EventRaised',
        Name: event.name,
        ...(showOutput ? { Input: parse(event.input) } : {}),
      };
    case 'suspended':
      return { EventType: 'ExecutionSuspended', Reason: event.reason };
    case 'resumed':
      return { EventType: 'ExecutionResumed', Reason: event.reason };
    case 'task-scheduled':
    case 'turn-started':
    case 'turn-completed':
      return undefined;
  }
}

function parse(text: string | undefined): unknown {
  return text === undefined ? null : JSON.parse(text);
}

/** The platform shows whole seconds. */
function toSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
