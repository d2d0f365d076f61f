import { z } from 'zod';

const queue = z.string().min(1);
const count = z.int().min(1).max(1_000_000);
const delayMs = z.int().min(0).max(3_600_000);

/** Something to go wrong on purpose. */
export const faultSchema = z.discriminatedUnion('fault', [
  /** Breaks every connection without a word; clients may come back at once. */
  z.strictObject({ fault: z.literal('drop-connections') }),
  /** Every delivery reaches its receiver that much later, until it is set to 0. */
  z.strictObject({ fault: z.literal('delay-deliveries'), queue, delayMs }),
  /** Every settlement on a receiver's link takes effect that much later, until it is set to 0. */
  z.strictObject({ fault: z.literal('delay-settlements'), queue, delayMs }),
  /** The next deliveries lose their lock at once: the message comes again, and the first settlement is refused. */
  z.strictObject({ fault: z.literal('duplicate-deliveries'), queue, count }),
  /** Ends all locks of a queue now, those of sessions too. */
  z.strictObject({ fault: z.literal('expire-locks'), queue }),
  /** The next transfers (a message or a batch) are refused as `ServiceBusy`, which the SDK tries again. */
  z.strictObject({ fault: z.literal('refuse-sends'), queue, count }),
]);

export type Fault = z.infer<typeof faultSchema>;
