import { z } from 'zod';
import { jsonBody, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';

const request = z.strictObject({
  query: z.string().min(1, 'must not be empty').describe('A GraphQL document.'),
  variables: z.record(z.string(), z.unknown()).exactOptional(),
  operationName: z.string().exactOptional(),
});

const answer = z
  .object({
    data: z.record(z.string(), z.unknown()).nullable().exactOptional(),
    errors: z
      .array(
        z.looseObject({
          message: z.string(),
          path: z.array(z.union([z.string(), z.number()])).exactOptional(),
          extensions: z.looseObject({ code: z.string().exactOptional() }).exactOptional(),
        }),
      )
      .exactOptional(),
  })
  .meta({ id: 'GraphqlAnswer' });

export const graphqlContract = operationContract({
  operationId: 'graphql',
  method: 'POST',
  path: '/graphql',
  tag: 'GraphQL',
  summary: 'Queries and mutations in GraphQL',
  description:
    'What reads is a query and what changes is a mutation; each is one of these operations, with the same checks and access. A request may ask for 250 operations, 10 levels deep.',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: jsonBody(request),
  answers: {
    200: { description: 'The data, or why there is none.', schema: answer },
    400: { description: 'The document is none, or asks for too much.', schema: answer },
  },
  example: {
    body: { query: '{ jobs(limit: 2) { items { jobId state nextDueAt } nextCursor } }' },
    status: 200,
  },
});
