import { z } from 'zod';
import { JOB_KINDS } from '../../domain/job/job-work.ts';
import { KIND_DESCRIPTIONS } from '../../kinds/kind-lists.ts';
import { JOBS_TAG } from './jobs.ts';
import { NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';

const formField = z.object({
  path: z.string().describe('Where it stands in the task: names with dots between them.'),
  label: z.string(),
  hint: z.string().exactOptional(),
  control: z.enum(['text', 'text-area', 'number', 'choice', 'switch', 'lines', 'pairs', 'json']),
  choices: z.array(z.string()).readonly().exactOptional(),
  isAdvanced: z.boolean().exactOptional(),
});

const jobKindView = z
  .object({
    kind: z.enum(JOB_KINDS),
    title: z.string(),
    description: z.string(),
    docs: z.string().describe('Its page in the documentation.'),
    example: z.record(z.string(), z.unknown()).readonly().describe('A task as a caller writes it.'),
    form: z
      .array(formField)
      .readonly()
      .describe('The fields in which a person writes a task; empty where the page has a form of its own.'),
    timeoutSeconds: z
      .number()
      .exactOptional()
      .describe('How long an attempt may take where the policies do not say.'),
  })
  .meta({ id: 'JobKind' });

export type JobKindView = z.output<typeof jobKindView>;

/** The kinds as callers read them. */
export const JOB_KIND_VIEWS: readonly JobKindView[] = KIND_DESCRIPTIONS.map(
  ({ kind, title, description, docs, example, form, timeoutSeconds }) => ({
    ...{ kind, title, description, docs, example, form },
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  }),
);

export const listJobKindsContract = operationContract({
  operationId: 'listJobKinds',
  method: 'GET',
  path: '/job-kinds',
  tag: JOBS_TAG,
  summary: 'Lists the kinds of jobs, with a task of each',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: NO_BODY,
  answers: {
    200: {
      description: 'All kinds, in the order of their names.',
      schema: z.object({ items: z.array(jobKindView).readonly() }),
    },
  },
  example: { status: 200 },
});
