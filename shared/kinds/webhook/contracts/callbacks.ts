import { z } from 'zod';
import { jsonBody, NO_QUERY, operationContract } from '../../../contracts/http/operation.ts';

/** Of a call, a dot, and 256 random bits. */
const token = z
  .string()
  .regex(/^[0-9a-f]{16}\.[A-Za-z0-9_-]{43}$/)
  .describe('As the call had it, in its callback address.');

export const receiveWebhookCallbackContract = operationContract({
  ...{
    operationId: 'receiveWebhookCallback',
    method: 'POST',
    path: '/webhook-callbacks/{token}',
    tag: 'Webhooks',
  },
  summary: 'Tells that the work of a webhook is over',
  description:
    'For the services that webhook jobs call. The address holds a token that is good once, for the attempt that it was ' +
    'made for; nothing else is asked of the caller. Told again, it answers the same, and nothing changes.',
  access: { role: 'anyone' },
  params: z.object({ token }),
  query: NO_QUERY,
  body: jsonBody(z.record(z.string(), z.json()), {
    documented: z
      .looseObject({
        status: z
          .string()
          .optional()
          .describe('Where the job has no rule of its own: `succeeded` or `failed`.'),
        message: z.string().optional().describe('For people.'),
      })
      .describe('What the work came to; the job says which field tells how it ended, and which is kept.')
      .meta({ id: 'WebhookCallback' }),
  }),
  idempotency: 'own',
  answers: { 204: { description: 'It is noted.' } },
  problems: ['not-found', 'gone'],
  example: { body: { status: 'succeeded', result: { rows: 1200 } }, status: 204 },
});
