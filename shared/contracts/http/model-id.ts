import { z } from 'zod';

/** Names a model. */
export const modelId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be 1 to 128 letters, digits, ".", "_" or "-"');

/** Names a frozen baseline: its fingerprint. */
export const baselineId = z.string().regex(/^[0-9a-f]{8,64}$/, 'must be the id of a registered baseline');
