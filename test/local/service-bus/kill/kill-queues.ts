import type { QueueDefinition } from '../../../../local/service-bus/start-service-bus.ts';

const NEVER = 1_000_000;

/** The queues under load: no lock ends by itself and no message is given up on, so that only kills raise counts. */
export const KILL_QUEUES: readonly QueueDefinition[] = [
  { name: 'work', lockDurationMs: 3_600_000, maxDeliveryCount: NEVER, duplicateDetectionWindowMs: 3_600_000 },
  { name: 'ordered', lockDurationMs: 3_600_000, maxDeliveryCount: NEVER, requiresSession: true },
];
