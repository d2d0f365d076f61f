import { z } from 'zod';

/** What an orchestration leaves behind, and what that takes on Azure Storage. */
export interface DurableCost {
  readonly activities: number;
  /** How often the orchestrator was run: once at the start and once for each thing it waited for. */
  readonly turns: number;
  readonly historyEvents: number;
  readonly queueOperations: number;
  readonly tableTransactions: number;
  /** Executions billed: each turn and each activity is one. */
  readonly executions: number;
}

const status = z.object({
  runtimeStatus: z.string(),
  historyEvents: z.array(z.object({ EventType: z.string() })),
});

/**
 * Reads an ended instance through the management API and derives the rest.
 *
 * The API folds the scheduling of a task into its completion and leaves out the two events that frame each turn. The
 * storage traffic is that of the Azure Storage provider as its documentation describes it: a message in a control
 * queue for each turn (put, get, delete), one in the work-item queue for each activity (the same), the history read
 * at the start of a turn and written at its end in one batch, and the instance's row written at both ends of its life
 * and after each turn. Polling of empty queues goes on without runs and is not in it.
 */
export async function readDurableCost(hostUrl: string, instanceId: string): Promise<DurableCost> {
  const address = `${hostUrl}/runtime/webhooks/durabletask/instances/${instanceId}?showHistory=true`;
  const { runtimeStatus, historyEvents } = status.parse(await (await fetch(address)).json());
  if (runtimeStatus !== 'Completed') throw new Error(`Instance '${instanceId}' is ${runtimeStatus}.`);
  const count = (...types: readonly string[]): number =>
    historyEvents.filter(({ EventType }) => types.includes(EventType)).length;
  const activities = count('TaskCompleted', 'TaskFailed');
  const waits = activities + count('TimerFired', 'EventRaised');
  const turns = 1 + waits;
  const startAndEnd = 2;
  return {
    activities,
    turns,
    historyEvents: startAndEnd + 2 * waits + 2 * turns,
    queueOperations: 3 * turns + 3 * activities,
    tableTransactions: 1 + 3 * turns,
    executions: turns + activities,
  };
}
