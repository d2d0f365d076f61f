import { z } from 'zod';
import { NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';

const health = z
  .object({
    status: z.enum(['healthy', 'unhealthy']),
    version: z.string().describe('Of the build that answers: `<version>+<commit>`.'),
    checks: z.record(z.string(), z.string()).readonly().describe('By service: `ok`, or what is wrong.'),
  })
  .meta({ id: 'Health' });

export type HealthView = z.output<typeof health>;

export const healthContract = operationContract({
  operationId: 'health',
  method: 'GET',
  path: '/health',
  tag: 'Operations',
  summary: 'Whether what the app needs answers',
  access: { role: 'anyone' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: NO_BODY,
  answers: {
    200: { description: 'Everything answers.', schema: health },
    503: { description: 'Something does not answer.', schema: health },
  },
  example: { status: 200 },
});
