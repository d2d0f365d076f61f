import { z } from 'zod';
import { NO_BODY, NO_PARAMS, operationContract } from './operation.ts';
import { overviewSchema } from './overview-view.ts';

export const readOverviewContract = operationContract({
  ...{ operationId: 'readOverview', method: 'GET', path: '/overview', tag: 'Operations' },
  summary: 'What needs somebody now, and how the last day went, in the value streams that the caller may see',
  description:
    'What was read is given out again for some seconds, by each instance. Its cost does not grow with how many runs are kept: what is listed is found by an index, and runs by hour are counted as they end.',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: z.strictObject({
    valueStream: z.string().exactOptional().describe('Only this one.'),
  }),
  body: NO_BODY,
  answers: { 200: { description: 'The overview.', schema: overviewSchema } },
  example: { status: 200 },
});
