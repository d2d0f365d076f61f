import { z } from 'zod';
import { DIFFERENCE_CODES, IMPORT_FORMATS, type Import } from '../../domain/import/imported-job.ts';
import { JOB_KINDS } from '../../domain/job/job-work.ts';
import { timeZoneName } from './data-source.ts';
import { jsonBody, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';

/** A text of one import. */
const MAX_TEXT_CHARACTERS = 1024 * 1024;

/** The text in JSON, where a character may take six. */
const MAX_BODY_BYTES = 4 * MAX_TEXT_CHARACTERS;

const importRequest = z.strictObject({
  format: z.enum(IMPORT_FORMATS, `must be one of ${IMPORT_FORMATS.join(', ')}`),
  text: z
    .string()
    .min(1, 'must not be empty')
    .max(MAX_TEXT_CHARACTERS, `must be at most ${MAX_TEXT_CHARACTERS} characters`)
    .describe(
      'A crontab; manifests of Kubernetes (YAML or JSON, several documents); jobs of Databricks (JSON of the Jobs API, or the YAML of a bundle); a function.json, or the code of an Azure function app.',
    ),
  hasUserColumn: z
    .boolean()
    .default(false)
    .describe('Of a crontab: a user stands before the command, as in /etc/crontab and /etc/cron.d.'),
  defaults: z.strictObject({
    valueStream: z.string().min(1, 'must not be empty').max(128, 'must be at most 128 characters'),
    timeZone: timeZoneName
      .exactOptional()
      .describe('Of schedules that name no time zone. Absent: UTC is assumed, and said to be.'),
    kind: z.enum(JOB_KINDS, `must be one of ${JOB_KINDS.join(', ')}`).exactOptional(),
    task: z
      .record(z.string(), z.unknown())
      .exactOptional()
      .describe('What every job gets as its task, unchecked.'),
  }),
});

const recurrence = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('cron'),
    dialect: z.enum(['unix5', 'ncrontab6', 'quartz']),
    expression: z.string(),
    timeZone: z.string(),
  }),
  z.object({ type: z.literal('interval'), everySeconds: z.number() }),
]);

const policies = z.object({
  overlap: z.string().exactOptional(),
  catchUp: z.object({ policy: z.string().exactOptional() }).exactOptional(),
  startDeadlineSeconds: z.int().exactOptional(),
  timeoutSeconds: z.int().exactOptional(),
  retry: z
    .object({
      maxAttempts: z.int().exactOptional(),
      initialDelaySeconds: z.int().exactOptional(),
      backoffCoefficient: z.number().exactOptional(),
      maxDelaySeconds: z.int().exactOptional(),
    })
    .exactOptional(),
  spreadSeconds: z.int().exactOptional(),
});

const importedJob = z.object({
  name: z.string().describe('As it is called where it comes from.'),
  definition: z
    .object({
      jobId: z.string(),
      kind: z.string().exactOptional(),
      valueStream: z.string(),
      task: z.unknown().optional(),
      recurrences: z.array(recurrence).readonly(),
      policies,
    })
    .describe('A draft of the body of POST /jobs/schedule; without kind or task where no default was given.'),
  source: z.object({ line: z.int().min(1).exactOptional(), path: z.string().exactOptional() }),
  differences: z
    .array(
      z.object({
        code: z.enum(DIFFERENCE_CODES),
        message: z.string(),
        pointer: z.string().exactOptional().describe('Where in the definition it shows.'),
      }),
    )
    .readonly()
    .describe('In what the definition means something else than where it comes from.'),
});

const importAnswer = z
  .object({
    jobs: z.array(importedJob).readonly(),
    problems: z
      .array(z.object({ line: z.int().min(1).exactOptional(), message: z.string() }))
      .readonly()
      .describe('What could not be read, or has no counterpart.'),
  })
  .meta({ id: 'Import' });

export const importJobsContract = operationContract({
  operationId: 'importJobs',
  method: 'POST',
  path: '/imports',
  tag: 'Jobs',
  summary: 'Definitions of another scheduler as definitions of jobs',
  description:
    'Answers drafts and stores nothing: complete them and send them to POST /jobs/bulk. What a draft means otherwise ' +
    'than the definition that it comes from is listed with it.',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: jsonBody(importRequest, { maxBytes: MAX_BODY_BYTES }),
  answers: { 200: { description: 'The drafts, and what could not be imported.', schema: importAnswer } },
  example: {
    body: {
      format: 'crontab',
      text: 'CRON_TZ=Europe/London\n30 6 * * 1-5 /opt/scores/drift.sh\n',
      defaults: { valueStream: 'retention' },
    },
    status: 200,
  },
});

/** What callers read of an import. */
export function importView({ jobs, problems }: Import): z.output<typeof importAnswer> {
  return { jobs, problems };
}
