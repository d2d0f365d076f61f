import { z } from 'zod';
import type { JobDefinition } from '../../domain/job/job-definition.ts';
import { labelsOf, MAX_DESCRIPTION, MAX_TAGS, TAG_PATTERN } from '../../domain/job/job-label.ts';
import { JOB_KINDS } from '../../domain/job/job-work.ts';
import { PLAIN_KINDS } from '../../domain/job/plain-kinds.ts';
import { PLAIN_KIND_ENTRIES } from '../../kinds/kind-lists.ts';
import { jobPolicies, whole } from '../job-policies.ts';
import { jobId } from '../run.ts';
import { addIssues, issuesOf } from './issues.ts';
import { recurrenceList, toRecurrence } from './recurrence.ts';
import { reportCollectionTaskRequest } from '../../kinds/report-collection/contracts/report-collection-task.ts';
import { stabilityTaskRequest } from '../../kinds/stability/contracts/stability-task.ts';

const name = z.string().min(1, 'must not be empty').max(128, 'must be at most 128 characters');

/** The wait for a run of another job; its defaults are an hour, and a look every ten seconds. */
const after = z.strictObject({
  jobId,
  deadlineSeconds: whole(1, 7 * 86_400).default(3600),
  pollSeconds: whole(5, 3600).default(10),
});

/** What comes before the task and after it: faults are told in the order in which a job is read. */
const head = {
  jobId: jobId.optional(),
  valueStream: name,
  description: z
    .string()
    .max(MAX_DESCRIPTION, `must be at most ${MAX_DESCRIPTION} characters`)
    .exactOptional()
    .describe('For people; an empty one is none.'),
  tags: z
    .array(
      z
        .string()
        .regex(
          TAG_PATTERN,
          'must be 1 to 64 letters, digits, ".", "_", ":", "/", "=" or "-", beginning with a letter or digit',
        ),
    )
    .max(MAX_TAGS, `must be at most ${MAX_TAGS} tags`)
    .exactOptional()
    .describe('For people and lists; kept in order, each once.'),
  after: after.exactOptional(),
};
const schedule = { recurrences: recurrenceList };

/** How long a collection may take unless it says otherwise. */
const COLLECTION_TIMEOUT_SECONDS = 600;

/** The policies of kinds whose attempts take another time than a measurement does, unless the job says otherwise. */
function policiesWithin(timeoutSeconds: number) {
  return jobPolicies
    .extend({ timeoutSeconds: jobPolicies.shape.timeoutSeconds.unwrap().default(timeoutSeconds) })
    .prefault({});
}

const plainDefinitions = PLAIN_KINDS.map((kind) =>
  z.strictObject({
    kind: z.literal(kind),
    ...head,
    task: PLAIN_KIND_ENTRIES[kind].task,
    ...schedule,
    policies: policiesWithin(PLAIN_KIND_ENTRIES[kind].timeoutSeconds),
  }),
);

/** A job's definition, by its kind. */
const definition = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('stability'),
      ...head,
      task: stabilityTaskRequest,
      ...schedule,
      policies: jobPolicies.prefault({}),
    }),
    z.strictObject({
      kind: z.literal('report-collection'),
      ...head,
      task: reportCollectionTaskRequest,
      ...schedule,
      policies: policiesWithin(COLLECTION_TIMEOUT_SECONDS),
    }),
    ...plainDefinitions,
  ])
  .superRefine((job, context) => {
    if (job.kind !== 'stability' || job.task.current.kind !== 'report' || job.after !== undefined) return;
    const message = 'needs "after": the job that collects the report';
    context.addIssue({ code: 'custom', path: ['task', 'current'], message });
  });

export type ScheduleJobRequest = z.output<typeof definition>;

/** What `scheduleJobRequest` takes, in a form that a document can be made from. */
export const documentedJobRequest = definition;

const withKind = z.object({ kind: z.enum(JOB_KINDS) });

/** Of a kind that there is not: whatever else is wrong is said all the same, but for its task. */
const ofNoKind = z.strictObject({
  kind: z.enum(JOB_KINDS, `must be one of ${JOB_KINDS.join(', ')}`),
  ...head,
  task: z.unknown(),
  ...schedule,
  policies: jobPolicies.prefault({}),
});

/** The body of `POST /api/jobs/schedule`. */
export const scheduleJobRequest = z.unknown().transform((body, context): ScheduleJobRequest => {
  const parsed = definition.safeParse(body);
  if (parsed.success) return parsed.data;
  const { error = parsed.error } = withKind.safeParse(body).success ? parsed : ofNoKind.safeParse(body);
  addIssues(context, issuesOf(error));
  return z.NEVER;
});

/** The definition in the domain's form. */
export function toDefinition({ recurrences, description, tags, ...rest }: ScheduleJobRequest): JobDefinition {
  return { ...rest, ...labelsOf({ description, tags }), recurrences: recurrences.map(toRecurrence) };
}
