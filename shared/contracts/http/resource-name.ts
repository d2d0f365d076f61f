import { z } from 'zod';

/** Names a lock. */
export const resourceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be 1 to 128 letters, digits, ".", "_" or "-"')
  // It names a blob, which on Azure may not end so.
  .regex(/[^.]$/, 'must not end with "."');
