import { z } from 'zod';

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const NAME_RULE = 'must be 1 to 63 lower-case letters, digits and inner hyphens';

/** Names a place with its own edges and its own work. */
export const siteName = z.string(NAME_RULE).regex(NAME, NAME_RULE);

/** Names a process that holds edges: one of that name works at a site at a time. */
export const agentName = z.string(NAME_RULE).regex(NAME, NAME_RULE);

const EDGE_RULE =
  'must be the name of its agent, or that with "." and a name of 1 to 63 characters behind it';

/** Names an edge at its site: `edge-10`, or `edge-10.3` where its agent holds several. */
export const edgeName = z
  .string(EDGE_RULE)
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$/, EDGE_RULE);

const ORDER_RULE =
  'must be 1 to 200 letters, digits, dots, hyphens and underscores, the first a letter or a digit';

/** Names an order at its site. A run's order has the id of the run. */
export const orderId = z.string(ORDER_RULE).regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/, ORDER_RULE);

/** `<order id>~<number>`. */
export const chunkId = z.string().max(220);

const LABEL_RULE = 'must be at most 63 characters';

/** What tells edges apart. */
export const edgeLabels = z
  .record(z.string().min(1).max(63, LABEL_RULE), z.string().max(63, LABEL_RULE))
  .refine((labels) => Object.keys(labels).length <= 16, 'must be at most 16')
  .readonly();

/** Whole watt-seconds; ten to the twelfth is 278 kWh a thousand times. */
export const wattSeconds = z
  .int('must be a whole number')
  .min(0, 'must be at least 0')
  .max(1_000_000_000_000, 'must be at most 1,000,000,000,000');

/** Whole watts. */
export const watts = z
  .int('must be a whole number')
  .min(0, 'must be at least 0')
  .max(1_000_000_000, 'must be at most 1,000,000,000');

export const edgeCapacity = z
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(16, 'must be at most 16');
