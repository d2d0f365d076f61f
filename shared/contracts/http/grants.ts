import { z } from 'zod';
import { isPrincipal, PRINCIPAL_RULE } from '../../domain/access/principal.ts';
import { grantList, grantSchema, grantViews } from './grant.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { paging } from './paging.ts';

const params = z.object({ principal: z.string().refine(isPrincipal, PRINCIPAL_RULE) });

const description = z
  .string()
  .min(1, 'must not be empty')
  .max(200, 'must be at most 200 characters')
  .describe('Who the principal is, for people to read.');

const view = z
  .object({
    principal: z.string().describe('`user:<object id>`, `group:<object id>` or `app:<client id>`.'),
    description: description.exactOptional(),
    grants: z.array(grantSchema).readonly(),
  })
  .meta({ id: 'PrincipalGrants' });

/** A principal with its grants. */
export type PrincipalGrantsView = z.output<typeof view>;

const list = z
  .object({ items: z.array(view).readonly(), nextCursor: z.string().exactOptional() })
  .meta({ id: 'PrincipalGrantsPage' });

/** The body of `PUT /api/grants/{principal}`: what a reader got, or without the principal. */
const request = z.strictObject({
  principal: z.string().exactOptional(),
  description: description.exactOptional(),
  grants: grantList.min(1, 'must have an entry; delete the principal to take it all it may do'),
});

const common = { tag: 'Access', access: { role: 'admin', of: 'all' } } as const;

const EXAMPLE_PRINCIPAL = 'group:0f9c2a4e-5b1d-4c6f-8e7a-3d2b1c0a9f8e';

export const listGrantsContract = operationContract({
  ...common,
  operationId: 'listGrants',
  method: 'GET',
  path: '/grants',
  summary: 'List who may do what',
  params: NO_PARAMS,
  query: z.strictObject(paging),
  body: NO_BODY,
  answers: { 200: { description: 'Principals with their grants, in order.', schema: list } },
  example: { status: 200 },
});

export const readGrantsContract = operationContract({
  ...common,
  operationId: 'readGrants',
  method: 'GET',
  path: '/grants/{principal}',
  summary: 'Read what a principal may do',
  params,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'Its grants.', schema: view, headers: ['etag'] } },
  example: { status: 200 },
});

export const saveGrantsContract = operationContract({
  ...common,
  operationId: 'saveGrants',
  method: 'PUT',
  path: '/grants/{principal}',
  summary: 'Give a principal grants, in place of those that it has',
  description:
    'They count beside the app roles of the token. Other instances of the app know of a change within 30 s.',
  params,
  query: NO_QUERY,
  body: jsonBody(request),
  ifMatch: 'optional',
  answers: {
    200: { description: 'Replaced, or the same as before.', schema: view, headers: ['etag'] },
    201: { description: 'It had none.', schema: view, headers: ['etag', 'location'] },
  },
  problems: ['precondition-required', 'precondition-failed'],
  example: {
    path: { principal: EXAMPLE_PRINCIPAL },
    body: {
      description: 'Retention, on call',
      grants: [{ role: 'operator', valueStream: 'retention' }],
    },
    status: 201,
  },
});

export const deleteGrantsContract = operationContract({
  ...common,
  operationId: 'deleteGrants',
  method: 'DELETE',
  path: '/grants/{principal}',
  summary: 'Take a principal all its grants',
  params,
  query: NO_QUERY,
  body: NO_BODY,
  ifMatch: 'optional',
  answers: { 204: { description: 'It has none any more.' } },
  problems: ['precondition-failed'],
  example: { status: 204 },
});

/** What callers read of a principal's grants. */
export function principalGrantsView({
  principal,
  description: said,
  grants,
}: {
  readonly principal: string;
  readonly description?: string;
  readonly grants: Parameters<typeof grantViews>[0];
}): z.output<typeof view> {
  return { principal, ...(said !== undefined && { description: said }), grants: grantViews(grants) };
}
