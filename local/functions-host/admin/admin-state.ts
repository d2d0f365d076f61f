import type { DurableHost } from '../durable/durable-host.ts';
import type { HistoryEvent, Instance, Work } from '../durable/engine/instance.ts';
import type { InstanceFilter } from '../durable/engine/instance-store.ts';
import { toHistoryBody, toStatusBody } from '../durable/management/instance-status.ts';
import type { TimerFunctions } from '../timers/timer-functions.ts';
import type { FunctionDefinition } from '../worker/function-definition.ts';
import type { QueueSnapshot } from './queue-snapshot.ts';

export interface AdminSources {
  readonly functions: readonly FunctionDefinition[];
  readonly durable: DurableHost;
  readonly timers: TimerFunctions;
  readonly queues: (() => readonly QueueSnapshot[]) | undefined;
  readonly now: () => number;
}

/** What a host has and does, ready for JSON; the page shows the same. */
export interface AdminState {
  readonly at: string;
  readonly functions: readonly { readonly name: string; readonly trigger: string; readonly detail: string }[];
  readonly timers: readonly TimerState[];
  /** Newest first. */
  readonly instances: readonly InstanceState[];
  /** undefined when nobody has told the host how to look at its queues. */
  readonly queues: readonly QueueSnapshot[] | undefined;
}

export interface TimerState {
  readonly name: string;
  readonly schedule: string;
  readonly isRunning: boolean;
  readonly lastAt: string | null;
  readonly nextAt: string | null;
}

export interface InstanceState {
  readonly instanceId: string;
  readonly name: string;
  readonly status: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface InstanceDetail {
  readonly status: Readonly<Record<string, unknown>>;
  /** Names of what the orchestration waits for. */
  readonly open: readonly string[];
  /** Rows of the history, which `history` shows without those that say nothing to people. */
  readonly historyEvents: number;
  readonly history: readonly Readonly<Record<string, unknown>>[];
}

export function readAdminState(sources: AdminSources, filter: InstanceFilter): AdminState {
  return {
    at: toIso(sources.now()),
    functions: sources.functions.map((definition) => ({
      name: definition.name,
      trigger: definition.trigger.type,
      detail: detailOf(definition),
    })),
    timers: sources.timers.list().map(({ name, schedule, isRunning, last, next }) => ({
      name,
      schedule,
      isRunning,
      lastAt: last === undefined ? null : toIso(last),
      nextAt: next === undefined ? null : toIso(next),
    })),
    instances: sources.durable.list({ ...filter, isNewestFirst: true }).map(toInstanceState),
    queues: sources.queues?.(),
  };
}

/** Returns undefined when there is no such instance. */
export function readInstanceDetail(sources: AdminSources, instanceId: string): InstanceDetail | undefined {
  const found = sources.durable.read(instanceId);
  if (found === undefined) return undefined;
  return toDetail(found.instance, found.history);
}

function toDetail(instance: Instance, history: readonly HistoryEvent[]): InstanceDetail {
  return {
    status: toStatusBody(instance, { showInput: true }),
    open: instance.open.map(({ id, work, attempt, phase }) => {
      const retried = attempt > 1 || phase !== 'working' ? ` (attempt ${attempt}, ${phase})` : '';
      return `task ${id}: ${describeWork(work)}${retried}`;
    }),
    historyEvents: history.length,
    history: toHistoryBody(history, true),
  };
}

function describeWork(work: Work): string {
  if (work.kind === 'timer') return `a timer due ${toIso(work.dueAt)}`;
  return work.kind === 'entity'
    ? `${work.operation} of entity ${work.entityId}`
    : `${work.kind} ${work.name}`;
}

function toInstanceState({ instanceId, name, status, createdAt, updatedAt }: Instance): InstanceState {
  return { instanceId, name, status, createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) };
}

function detailOf({ name, trigger }: FunctionDefinition): string {
  switch (trigger.type) {
    case 'httpTrigger':
      return `${trigger.methods.join(' ')} ${trigger.route ?? name} (${trigger.authLevel})`;
    case 'timerTrigger':
      return trigger.schedule;
    case 'serviceBusTrigger':
      return `queue ${trigger.queueName}${trigger.cardinality === 'many' ? ', in batches' : ''}`;
    case 'orchestrationTrigger':
    case 'activityTrigger':
    case 'entityTrigger':
      return '';
  }
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
