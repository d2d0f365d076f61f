import { z } from 'zod';
import { NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';

export const readMetricsContract = operationContract({
  operationId: 'readMetrics',
  method: 'GET',
  path: '/metrics',
  tag: 'Operations',
  summary: 'Figures of all jobs and runs, for Prometheus',
  description: [
    'They are read from the store: every instance gives the same, and no instance has to live for them. Each instance',
    'reads anew what is older than 15 s, the number of jobs after 5 minutes. What cannot be read is left out, and',
    '`evenkeel_scrape_errors` names it. Prometheus’s text format 0.0.4, or OpenMetrics 1.0 where `Accept` prefers it.',
  ].join(' '),
  access: { role: 'reader', of: 'all' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: NO_BODY,
  headers: { Accept: '`application/openmetrics-text` for OpenMetrics, else `text/plain`.' },
  answers: {
    200: {
      description: 'The figures.',
      schema: z.string(),
      contentTypes: ['text/plain', 'application/openmetrics-text'],
    },
  },
  example: { status: 200 },
});
