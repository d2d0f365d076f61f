import { z } from 'zod';
import type { Caller } from '../../domain/access/caller.ts';
import { grantSchema, grantViews } from './grant.ts';
import { NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';

const meSchema = z
  .object({
    id: z.string().describe('`user:<object id>`, `app:<client id>`, `key:<key id>`, or `open`.'),
    name: z.string().describe('Stands as author in what the caller changes.'),
    isIdentified: z.boolean().describe('False where nobody has to say who they are.'),
    grants: z.array(grantSchema).readonly(),
  })
  .meta({ id: 'Me' });

/** Who the caller is. */
export type MeView = z.output<typeof meSchema>;

export const meContract = operationContract({
  operationId: 'readMe',
  method: 'GET',
  path: '/me',
  tag: 'Access',
  summary: 'Who the caller is, and what they may do',
  access: { role: 'anyone', asksWho: true },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'As the API knows the caller.', schema: meSchema } },
  example: { status: 200 },
});

/** A caller, to themselves. */
export function meView({ id, name, isIdentified, grants }: Caller): MeView {
  return { id, name, isIdentified, grants: grantViews(grants) };
}
