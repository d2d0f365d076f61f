import { z } from 'zod';

/** An instant in a query parameter, in epoch ms once parsed. */
export const queryInstant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant such as 2026-03-01T06:00:00Z' })
  .transform((text) => Date.parse(text));
