import type { StoreWriter } from './instance-store.ts';

/** What orchestrations have written since the host started, for working out what they would have cost. */
export interface DurableCounts {
  /** Turns of orchestrators: each is an execution of the orchestrator function. */
  turns: number;
  /** Rows of history, those of replaced and purged instances too. */
  historyEvents: number;
  /** Messages to instances: starts, answers, timers, events. */
  messages: number;
  /** Activities scheduled. */
  activities: number;
  entityRequests: number;
}

export function noCounts(): DurableCounts {
  return { turns: 0, historyEvents: 0, messages: 0, activities: 0, entityRequests: 0 };
}

/** A writer that counts what goes through it. */
export function countWrites(writer: StoreWriter, counts: DurableCounts): StoreWriter {
  return {
    ...writer,
    appendHistory(instanceId, turn, events) {
      counts.turns += 1;
      counts.historyEvents += events.length;
      writer.appendHistory(instanceId, turn, events);
    },
    // A turn that continues as new keeps nothing of itself.
    clearHistory(instanceId) {
      counts.turns += 1;
      writer.clearHistory(instanceId);
    },
    insertMessage(message) {
      counts.messages += 1;
      writer.insertMessage(message);
    },
    insertActivity(work) {
      counts.activities += 1;
      writer.insertActivity(work);
    },
    insertEntityRequest(request) {
      counts.entityRequests += 1;
      writer.insertEntityRequest(request);
    },
  };
}
