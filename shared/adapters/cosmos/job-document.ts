import { z } from 'zod';
import { jobId } from '../../contracts/run.ts';
import type { Job } from '../../domain/job/job.ts';
import type { Exclusion } from '../../domain/schedule/exclusion.ts';
import type { IntervalRecurrence, Recurrence } from '../../domain/schedule/recurrence.ts';
import { instant, toInstant } from './instants.ts';

const exclusion = z.discriminatedUnion('type', [
  z.object({ type: z.literal('date'), on: z.string() }),
  z.object({ type: z.literal('date-range'), startOn: z.string(), endOn: z.string() }),
  z.object({ type: z.literal('instant-range'), startAt: instant, endAt: instant }),
  z.object({ type: z.literal('calendar'), name: z.string() }),
]);

const bounds = {
  startAt: instant.exactOptional(),
  endAt: instant.exactOptional(),
  exclusions: z.array(exclusion).exactOptional(),
};

const recurrence = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('cron'),
    dialect: z.enum(['unix5', 'ncrontab6', 'quartz']),
    expression: z.string(),
    timeZone: z.string(),
    dst: z.enum(['shift', 'skip', 'both']),
    ...bounds,
  }),
  z.object({
    type: z.literal('interval'),
    everySeconds: z.number(),
    anchorAt: instant,
    timeZone: z.string().exactOptional(),
    ...bounds,
  }),
  z.object({ type: z.literal('once'), at: instant }),
]);

const task = z.object({
  modelId: z.string(),
  baseline: z.string(),
  baselineId: z.string(),
  current: z.string(),
  scoreColumn: z.string().exactOptional(),
  characteristics: z.union([z.literal('all'), z.array(z.string())]),
  thresholds: z.object({ moderate: z.number(), significant: z.number() }),
  recipients: z.array(z.string()),
});

const jobDocument = z.object({
  type: z.literal('job'),
  schemaVersion: z.literal(1),
  jobId,
  kind: z.literal('stability'),
  valueStream: z.string(),
  task,
  recurrences: z.array(recurrence),
  state: z.enum(['active', 'completed', 'deleted']),
  generation: z.number(),
  nextDueAt: instant.exactOptional(),
  createdAt: instant,
  updatedAt: instant,
});

/** The job in a document read from Cosmos. Throws ZodError when it is none. */
export function jobFromDocument(document: unknown): Job {
  const { type: _type, schemaVersion: _version, ...job } = jobDocument.parse(document);
  return job;
}

/** The document of a job, in the partition of its id. */
export function jobToDocument(job: Job): { readonly id: string } & z.input<typeof jobDocument> {
  const { nextDueAt, createdAt, updatedAt, recurrences, task: jobTask, ...rest } = job;
  return {
    id: job.jobId,
    type: 'job',
    schemaVersion: 1,
    ...rest,
    task: toTask(jobTask),
    recurrences: recurrences.map(toRecurrence),
    ...(nextDueAt === undefined ? {} : { nextDueAt: toInstant(nextDueAt) }),
    createdAt: toInstant(createdAt),
    updatedAt: toInstant(updatedAt),
  };
}

function toTask(jobTask: Job['task']): z.input<typeof task> {
  const { characteristics, recipients, ...rest } = jobTask;
  return {
    ...rest,
    characteristics: characteristics === 'all' ? 'all' : [...characteristics],
    recipients: [...recipients],
  };
}

function toRecurrence(value: Recurrence): z.input<typeof recurrence> {
  switch (value.type) {
    case 'cron': {
      const { startAt: _s, endAt: _e, exclusions: _x, ...rest } = value;
      return { ...rest, ...toBounds(value) };
    }
    case 'interval': {
      const { everySeconds, anchorAt, timeZone } = value;
      return {
        ...{ type: 'interval', everySeconds, anchorAt: toInstant(anchorAt) },
        ...(timeZone === undefined ? {} : { timeZone }),
        ...toBounds(value),
      };
    }
    case 'once':
      return { type: 'once', at: toInstant(value.at) };
  }
}

function toBounds({
  startAt,
  endAt,
  exclusions,
}: Pick<IntervalRecurrence, 'startAt' | 'endAt' | 'exclusions'>): {
  startAt?: string;
  endAt?: string;
  exclusions?: z.input<typeof exclusion>[];
} {
  return {
    ...(startAt === undefined ? {} : { startAt: toInstant(startAt) }),
    ...(endAt === undefined ? {} : { endAt: toInstant(endAt) }),
    ...(exclusions === undefined ? {} : { exclusions: exclusions.map(toExclusion) }),
  };
}

function toExclusion(value: Exclusion): z.input<typeof exclusion> {
  if (value.type !== 'instant-range') return value;
  return { type: value.type, startAt: toInstant(value.startAt), endAt: toInstant(value.endAt) };
}
