import { z } from 'zod';
import type { JobParts } from '../../domain/job/edit.ts';
import { isPlain } from '../../domain/job/job-work.ts';
import { PLAIN_KINDS } from '../../domain/job/plain-kinds.ts';
import { JOB_ACTIONS, type JobChange } from '../../domain/job/job-change.ts';
import { jobPolicies } from '../job-policies.ts';
import { instantView } from './instant-view.ts';
import { JOBS_TAG, jobParams } from './jobs.ts';
import { jsonBody, NO_BODY, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { fromRecurrence, recurrenceViewSchema } from './recurrence-view.ts';
import {
  plainTaskViewSchema,
  reportCollectionTaskViewSchema,
  stabilityTaskView,
  stabilityTaskViewSchema,
} from './task-view.ts';

const generation = z.int('must be a whole number').min(1, 'must be at least 1').max(2_147_483_647, 'is none');

const difference = z
  .object({
    pointer: z.string().describe('Into the job as callers read it (RFC 6901).'),
    before: z.unknown().optional().describe('Absent where it was not there.'),
    after: z.unknown().optional().describe('Absent where it is not there any more.'),
  })
  .meta({ id: 'Difference' });

const jobChange = z
  .object({
    changeId: z.string(),
    at: instantView,
    action: z.enum(JOB_ACTIONS),
    author: z.string().describe('Who made the change; `evenkeel` where a policy did.'),
    reason: z.string().exactOptional(),
    generation: z.int().describe("The job's generation after the change."),
    differences: z
      .array(difference)
      .readonly()
      .describe('What differs in the definition or the state; none where the job is new.'),
    hasDefinition: z
      .boolean()
      .describe('Whether the change made this generation: its definition can be read and restored.'),
    restoredGeneration: z.int().exactOptional().describe('The generation whose definition it has again.'),
    target: z.string().exactOptional().describe('The run or the backfill that was changed.'),
  })
  .meta({ id: 'JobChange' });

/** An entry of a job's history. */
export type JobChangeView = z.output<typeof jobChange>;

/** What callers read of an entry of a job's history. */
export function jobChangeView(change: JobChange): JobChangeView {
  const { jobId: _ofThePath, definition, at, ...rest } = change;
  return { ...rest, at: toIso(at), hasDefinition: definition !== undefined };
}

export const listJobHistoryContract = operationContract({
  ...{ operationId: 'listJobHistory', method: 'GET', path: '/jobs/{jobId}/history', tag: JOBS_TAG },
  summary: 'Lists who changed a job, when, why and what',
  description:
    'The latest change first; also of a deleted job. Each entry was written in one transaction with what it tells of.',
  access: { role: 'reader', of: 'job' },
  params: jobParams,
  query: z.strictObject(paging),
  body: NO_BODY,
  answers: { 200: { description: 'A page of changes.', schema: pageView(jobChange) } },
  problems: ['not-found'],
  example: { status: 200 },
});

const core = {
  jobId: z.string(),
  generation: z.int(),
  valueStream: z.string(),
  description: z.string().exactOptional(),
  tags: z.array(z.string()).readonly().exactOptional(),
  after: z.object({ jobId: z.string(), deadlineSeconds: z.int(), pollSeconds: z.int() }).exactOptional(),
  recurrences: z.array(recurrenceViewSchema).readonly(),
  policies: jobPolicies,
};

const jobDefinition = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('stability'), task: stabilityTaskViewSchema, ...core }),
    z.object({ kind: z.literal('report-collection'), task: reportCollectionTaskViewSchema, ...core }),
    ...PLAIN_KINDS.map((kind) => z.object({ kind: z.literal(kind), task: plainTaskViewSchema, ...core })),
  ])
  .meta({ id: 'JobDefinition' });

/** A definition that a job has or had. */
export type JobDefinitionView = z.output<typeof jobDefinition>;

/** What callers read of a definition that a job has or had. */
export function jobDefinitionView(
  { jobId: id, generation: of }: { readonly jobId: string; readonly generation: number },
  parts: JobParts,
): JobDefinitionView {
  const rest = {
    ...parts,
    ...{ jobId: id, generation: of },
    recurrences: parts.recurrences.map(fromRecurrence),
  };
  if (isPlain(parts)) return { ...rest, kind: parts.kind, task: parts.task };
  switch (parts.kind) {
    case 'stability':
      return { ...rest, kind: parts.kind, task: stabilityTaskView(parts.task) };
    case 'report-collection':
      return { ...rest, kind: parts.kind, task: parts.task };
  }
}

export const readJobDefinitionContract = operationContract({
  operationId: 'readJobDefinition',
  method: 'GET',
  path: '/jobs/{jobId}/history/{generation}',
  tag: JOBS_TAG,
  summary: 'Reads the definition that a job had as a generation',
  access: { role: 'reader', of: 'job' },
  params: jobParams.extend({
    generation: z
      .string()
      .regex(/^[1-9]\d{0,8}$/, 'must be a generation')
      .transform(Number),
  }),
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The definition.', schema: jobDefinition } },
  problems: ['not-found'],
  example: { path: { generation: '1' }, status: 200 },
});

const restored = z
  .object({
    jobId: z.string(),
    outcome: z
      .enum(['restored', 'unchanged', 'undeleted'])
      .describe('`unchanged`: the job has this definition already, and nothing was written.'),
    generation: z.int().describe('The generation that the job has now.'),
    restoredGeneration: z.int(),
  })
  .meta({ id: 'RestoredJob' });

/** What became of a restore. */
export type RestoredJobView = z.output<typeof restored>;

export const restoreJobContract = operationContract({
  ...{ operationId: 'restoreJob', method: 'POST', path: '/jobs/{jobId}/restore', tag: JOBS_TAG },
  summary: 'Gives a job a definition again that it had before',
  description:
    'As a new generation, by the rules of an edit, with the frozen baseline of that time. A job whose recurrences have no slot to come is completed. A deleted job comes back where `undelete` says so; that takes no If-Match, and a slot to come.',
  access: { role: 'operator', of: 'job' },
  params: jobParams,
  query: NO_QUERY,
  body: jsonBody(
    z.strictObject({
      generation: generation.describe('Whose definition it gets again.'),
      author: z
        .string()
        .min(1, 'must not be empty')
        .max(128, 'must be at most 128 characters')
        .exactOptional()
        .describe('Who asks, where the API does not know its callers; else left out.'),
      reason: z
        .string()
        .min(1, 'must not be empty')
        .max(500, 'must be at most 500 characters')
        .describe('Kept with what is changed.'),
      undelete: z.boolean().default(false).describe('Whether a deleted job comes back.'),
    }),
  ),
  ifMatch: 'required',
  idempotency: 'stored',
  answers: {
    200: { description: 'What became of it.', schema: restored, headers: ['etag', 'location'] },
  },
  problems: ['not-found', 'conflict', 'precondition-failed', 'precondition-required', 'forbidden'],
  example: {
    headers: { 'if-match': '*' },
    body: { generation: 1, reason: 'The new thresholds were a mistake.' },
    status: 200,
  },
});

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
