import { z } from 'zod';
import { ALL_STREAMS, type Grant } from '../../domain/access/caller.ts';
import { ROLES } from '../../domain/access/role.ts';

/** A role in a value stream, or in `*`, as it is given and read. */
export const grantSchema = z
  .strictObject({
    role: z.enum(ROLES),
    valueStream: z
      .string()
      .min(1, 'must not be empty')
      .max(128, 'must be at most 128 characters')
      .describe(`The value stream; \`${ALL_STREAMS}\`: all of them, also those that are still to come.`),
  })
  .meta({ id: 'Grant' });

/** How many grants one principal or key may have. */
const MAX_GRANTS = 200;

/** What a principal or a key is given. */
export const grantList = z.array(grantSchema).max(MAX_GRANTS, `must have at most ${MAX_GRANTS} entries`);

/** Grants as callers read them. */
export function grantViews(grants: readonly Grant[]): z.output<typeof grantSchema>[] {
  return grants.map(({ role, valueStream }) => ({ role, valueStream }));
}
