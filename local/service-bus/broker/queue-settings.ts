import { z } from 'zod';

/** A queue as the caller asks for it; what is left out takes the service's default. */
export const queueDefinition = z
  .strictObject({
    name: z.string(),
    /** Default 60 s. */
    lockDurationMs: z.number().optional(),
    /** Default 10. */
    maxDeliveryCount: z.number().optional(),
    /** Off when undefined. */
    duplicateDetectionWindowMs: z.number().optional(),
    /** No limit when undefined. A message's own time to live can only shorten it. */
    defaultTtlMs: z.number().optional(),
    /** Whether an expired message goes to the dead-letter queue (true) or is dropped (default). */
    deadLetterOnExpiration: z.boolean().optional(),
    /** Default 262,144 bytes, the Standard tier's limit. */
    maxMessageBytes: z.number().optional(),
    /** Of all messages of a batch together; default `maxMessageBytes`, but at most 1 MiB, as in the Premium tier. */
    maxBatchBytes: z.number().optional(),
    /** Whether every message belongs to a session and receivers take one session each. Default false. */
    requiresSession: z.boolean().optional(),
  })
  .readonly();

export type QueueDefinition = z.infer<typeof queueDefinition>;

/** A queue's definition with every default filled in. */
export interface QueueSettings {
  readonly name: string;
  readonly lockDurationMs: number;
  readonly maxDeliveryCount: number;
  readonly duplicateDetectionWindowMs: number | undefined;
  readonly defaultTtlMs: number | undefined;
  readonly deadLetterOnExpiration: boolean;
  readonly maxMessageBytes: number;
  readonly maxBatchBytes: number;
  readonly requiresSession: boolean;
}

const MINUTE_MS = 60_000;
const STANDARD_TIER_MESSAGE_BYTES = 262_144;
const PREMIUM_TIER_BATCH_BYTES = 1_048_576;
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,258}[A-Za-z0-9])?$/;

/** Fills in the defaults of queue definitions. @throws Error naming the queue and the field that cannot be accepted. */
export function toQueueSettings(definitions: readonly QueueDefinition[]): readonly QueueSettings[] {
  const seen = new Set<string>();
  return definitions.map((definition) => {
    const key = definition.name.toLowerCase();
    if (!NAME.test(definition.name)) throw new Error(`'${definition.name}' cannot be a queue's name.`);
    if (seen.has(key)) throw new Error(`Queue '${definition.name}' is defined twice.`);
    seen.add(key);
    return fillIn(definition);
  });
}

/** The dead-letter queue of a queue: nothing expires there, nothing is given up on, and there are no sessions. */
export function toDeadLetterSettings(settings: QueueSettings): QueueSettings {
  return {
    ...settings,
    name: `${settings.name}/$DeadLetterQueue`,
    maxDeliveryCount: Infinity,
    duplicateDetectionWindowMs: undefined,
    defaultTtlMs: undefined,
    requiresSession: false,
  };
}

function fillIn(definition: QueueDefinition): QueueSettings {
  const { name } = definition;
  const maxMessageBytes = positive(
    name,
    'maxMessageBytes',
    definition.maxMessageBytes ?? STANDARD_TIER_MESSAGE_BYTES,
  );
  const maxBatchBytes = definition.maxBatchBytes ?? Math.min(maxMessageBytes, PREMIUM_TIER_BATCH_BYTES);
  return {
    name,
    lockDurationMs: positive(name, 'lockDurationMs', definition.lockDurationMs ?? MINUTE_MS),
    maxDeliveryCount: positive(name, 'maxDeliveryCount', definition.maxDeliveryCount ?? 10),
    duplicateDetectionWindowMs: optional(
      name,
      'duplicateDetectionWindowMs',
      definition.duplicateDetectionWindowMs,
    ),
    defaultTtlMs: optional(name, 'defaultTtlMs', definition.defaultTtlMs),
    deadLetterOnExpiration: definition.deadLetterOnExpiration ?? false,
    maxMessageBytes,
    maxBatchBytes: positive(name, 'maxBatchBytes', maxBatchBytes),
    requiresSession: definition.requiresSession ?? false,
  };
}

function optional(queue: string, field: string, value: number | undefined): number | undefined {
  return value === undefined ? undefined : positive(queue, field, value);
}

function positive(queue: string, field: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`Queue '${queue}': ${field} must be a positive whole number, not ${value}.`);
}
