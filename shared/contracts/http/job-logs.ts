import { z } from 'zod';
import { LOG_LEVELS, type JobLogLine } from '../../domain/run/job-log.ts';
import { jobId, runId } from '../run.ts';
import { instantView } from './instant-view.ts';
import { NO_BODY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { queryInstant } from './query-instant.ts';

const lineViewSchema = z
  .object({
    runId: z.string(),
    attempt: z.int().min(1),
    step: z.string().describe('The activity or function that logged it.'),
    at: instantView,
    level: z.enum(LOG_LEVELS),
    message: z.string(),
    fields: z.record(z.string(), z.unknown()).describe('What was logged beside the message.'),
  })
  .meta({ id: 'LogLine' });

export type LogLineView = z.output<typeof lineViewSchema>;

/** What callers read of a line. */
export function logLineView({ at, ...line }: JobLogLine): LogLineView {
  return { ...line, at: new Date(at).toISOString() };
}

/** A line as text: instant, level, step, message and fields. What others have written must not steer a terminal. */
export function logLineText({ at, level, step, attempt, message, fields }: JobLogLine): string {
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  const place = attempt === 1 ? step : `${step}~${attempt}`;
  const text = `${new Date(at).toISOString()} ${level.padEnd(5)} ${place}: ${message}${rest.join('')}`;
  return `${text.replaceAll(/\p{Cc}+/gu, ' ')}\n`;
}

const narrowing = {
  level: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).exactOptional(),
  text: z
    .string()
    .min(1, 'must not be empty')
    .max(200, 'must be at most 200 characters')
    .exactOptional()
    .describe('A part of the step, the message or a field, whatever its case.'),
  from: queryInstant.exactOptional().describe('Lines of this instant and later ones.'),
  until: queryInstant.exactOptional().describe('Lines of this instant and earlier ones.'),
  ...paging,
};

const tag = 'Runs';

const answers = {
  200: {
    description:
      'A page of them; as text/plain, where that is asked for, a line each, with the next page in the Link header.',
    schema: pageView(lineViewSchema),
    contentTypes: ['application/json', 'text/plain'],
    headers: ['link'],
  },
} as const;

const description =
  'Lines are there a few seconds after they were logged, and for 30 days. Of a run the first and the latest are kept, and a line between them says how many are missing.';

export const listRunLogsContract = operationContract({
  ...{ operationId: 'listRunLogs', method: 'GET', path: '/runs/{runId}/logs', tag, description },
  summary: 'What the steps of a run have logged, in order',
  access: { role: 'reader', of: 'run' },
  params: z.object({ runId }),
  query: z.strictObject({
    attempt: z.coerce.number('must be a number').int('must be a whole number').min(1).exactOptional(),
    ...narrowing,
  }),
  body: NO_BODY,
  answers,
  problems: ['not-found'],
  example: { query: { limit: '2' }, status: 200 },
});

export const listJobLogsContract = operationContract({
  ...{ operationId: 'listJobLogs', method: 'GET', path: '/jobs/{jobId}/logs', tag, description },
  summary: 'What the runs of a job have logged, the earliest run first',
  access: { role: 'reader', of: 'job' },
  params: z.object({ jobId }),
  query: z.strictObject(narrowing),
  body: NO_BODY,
  answers,
  problems: ['not-found'],
  example: { path: { jobId: 'churn-daily' }, query: { text: 'rows', limit: '2' }, status: 200 },
});
