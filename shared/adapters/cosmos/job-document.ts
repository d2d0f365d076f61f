import { z } from 'zod';
import { jobPolicies } from '../../contracts/job-policies.ts';
import { jobId } from '../../contracts/run.ts';
import { memberPlace } from '../../domain/fleet/fleet-membership.ts';
import { JOB_STATES, RUN_MISSED, type Job, type JobPause } from '../../domain/job/job.ts';
import { labelsOf } from '../../domain/job/job-label.ts';
import { placeOf, type JobOrder, type JobSort } from '../../domain/job/job-order.ts';
import { isPlain, type JobWork, type PlainWork } from '../../domain/job/job-work.ts';
import { PLAIN_KINDS } from '../../domain/job/plain-kinds.ts';
import type { Exclusion } from '../../domain/schedule/exclusion.ts';
import type { IntervalRecurrence, Recurrence } from '../../domain/schedule/recurrence.ts';
import { instant, toInstant } from './instants.ts';
import { fromReportCollectionTask, reportCollectionTaskDocument } from './report-collection-task-document.ts';
import { fromStabilityTask, stabilityTaskDocument } from './stability-task-document.ts';

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

const missed = z.enum(RUN_MISSED);

/** Why a job does nothing, in its document. */
export const pause = z.object({
  pausedAt: instant,
  reason: z.string(),
  author: z.string(),
  resumeAt: instant.exactOptional(),
  runMissed: missed,
});

const resume = z.object({ at: instant, runMissed: missed, late: z.enum(['job-paused', 'job-quarantined']) });

const upstream = z.object({ jobId, deadlineSeconds: z.number(), pollSeconds: z.number() });

/** A job of a fleet, in its document. */
export const fleetMembership = z.object({
  fleetId: z.string(),
  modelId: z.string(),
  generation: z.number(),
  overridden: z.array(z.string()).readonly(),
  wanted: z.string(),
  frozenFrom: z.string().exactOptional(),
  isKept: z.literal(true).exactOptional(),
});

const core = {
  type: z.literal('job'),
  schemaVersion: z.literal(1),
  jobId,
  valueStream: z.string(),
  fleet: fleetMembership.exactOptional(),
  description: z.string().exactOptional(),
  tags: z.array(z.string()).readonly().exactOptional(),
  after: upstream.exactOptional(),
  recurrences: z.array(recurrence),
  policies: jobPolicies.prefault({}),
  state: z.enum(JOB_STATES),
  generation: z.number(),
  bornAs: z.number().default(1),
  slotsAfter: instant.exactOptional(),
  nextDueAt: instant.exactOptional(),
  pause: pause.exactOptional(),
  resume: resume.exactOptional(),
  quarantine: z.object({ at: instant, error: z.string() }).exactOptional(),
  pacedUntil: instant.exactOptional(),
  coalescing: z.object({ fromDueAt: instant, count: z.number() }).exactOptional(),
  createdAt: instant,
  updatedAt: instant,
};

const jobDocument = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stability'), task: stabilityTaskDocument, ...core }),
  z.object({ kind: z.literal('report-collection'), task: reportCollectionTaskDocument, ...core }),
  // Its own schema made it; its own code reads it.
  z.object({ kind: z.enum(PLAIN_KINDS), task: z.record(z.string(), z.unknown()), ...core }),
]);

/** The job in a document read from Cosmos. Throws ZodError when it is none. */
export function jobFromDocument(document: unknown): Job {
  const { type: _type, schemaVersion: _version, slotsAfter, ...job } = jobDocument.parse(document);
  // A document of before there were edits has one definition, from its creation on.
  return { ...job, slotsAfter: slotsAfter ?? job.createdAt };
}

/**
 * The document of a job, in the partition of its id. `wakeAt` is what the query for due jobs looks for, `listed` what
 * lists of jobs do: a deleted job has neither.
 */
export function jobToDocument(job: Job): StoredJob {
  const { recurrences, policies, jobId: id, valueStream, after, state, generation, bornAs } = job;
  const wakeAt = wakeAtOf(job);
  return {
    id,
    type: 'job',
    schemaVersion: 1,
    ...{ jobId: id, valueStream, state, generation, bornAs },
    ...(job.fleet === undefined ? {} : { fleet: job.fleet }),
    ...(after === undefined ? {} : { after }),
    ...workToDocument(job),
    ...datesOf(job),
    recurrences: recurrences.map(toRecurrence),
    policies,
    ...labelsOf(job),
    ...(wakeAt === undefined ? {} : { wakeAt: toInstant(wakeAt) }),
    ...(state === 'deleted' ? {} : { listed: listedOf(job) }),
  };
}

/**
 * What a list is narrowed and ordered by. Nothing else in the container has these fields, so that a list reads, by one
 * index of one field, the jobs of its page and no runs between them.
 */
interface Listed {
  readonly valueStream: string;
  readonly byJobId: string;
  readonly byNextDueAt: string;
  /** In a descending order. */
  readonly byNextDueAtDown: string;
  readonly byCreatedAt: string;
  readonly byUpdatedAt: string;
  /** Of a fleet's job: its place among all members of fleets. */
  readonly byFleet?: string;
}

function listedOf(job: Job): Listed {
  const place = (by: JobSort, isDescending = false): string => placeOf(job, { by, isDescending });
  return {
    valueStream: job.valueStream,
    byJobId: place('jobId'),
    byNextDueAt: place('nextDueAt'),
    byNextDueAtDown: place('nextDueAt', true),
    byCreatedAt: place('createdAt'),
    byUpdatedAt: place('updatedAt'),
    ...(job.fleet === undefined ? {} : { byFleet: memberPlace(job.fleet) }),
  };
}

/** The field of `listed` that has the places of an order. */
export function listedField({ by, isDescending }: JobOrder): Exclude<keyof Listed, 'byFleet'> {
  switch (by) {
    case 'jobId':
      return 'byJobId';
    case 'nextDueAt':
      return isDescending ? 'byNextDueAtDown' : 'byNextDueAt';
    case 'createdAt':
      return 'byCreatedAt';
    case 'updatedAt':
      return 'byUpdatedAt';
  }
}

function workToDocument(
  work: JobWork,
): Pick<StoredStability, 'kind' | 'task'> | Pick<StoredCollection, 'kind' | 'task'> | PlainWork {
  if (isPlain(work)) return { kind: work.kind, task: work.task };
  switch (work.kind) {
    case 'stability':
      return { kind: work.kind, task: fromStabilityTask(work.task) };
    case 'report-collection':
      return { kind: work.kind, task: fromReportCollectionTask(work.task) };
  }
}

type Stored = z.input<typeof jobDocument>;
type StoredStability = Extract<Stored, { kind: 'stability' }>;
type StoredCollection = Extract<Stored, { kind: 'report-collection' }>;
type StoredJob = { readonly id: string; readonly wakeAt?: string; readonly listed?: Listed } & Stored;

/** When a dispatcher has something to do with the job. */
function wakeAtOf({ state, nextDueAt, pause: present }: Job): number | undefined {
  if (state === 'active') return nextDueAt;
  return state === 'paused' ? present?.resumeAt : undefined;
}

/** The instants of a job as a document has them; an absent one stays absent. */
function datesOf(job: Job) {
  const { slotsAfter, createdAt, updatedAt, nextDueAt, pacedUntil, quarantine, coalescing } = job;
  return {
    slotsAfter: toInstant(slotsAfter),
    createdAt: toInstant(createdAt),
    updatedAt: toInstant(updatedAt),
    ...(nextDueAt === undefined ? {} : { nextDueAt: toInstant(nextDueAt) }),
    ...(pacedUntil === undefined ? {} : { pacedUntil: toInstant(pacedUntil) }),
    ...(quarantine === undefined ? {} : { quarantine: { ...quarantine, at: toInstant(quarantine.at) } }),
    ...(coalescing === undefined
      ? {}
      : { coalescing: { ...coalescing, fromDueAt: toInstant(coalescing.fromDueAt) } }),
    ...(job.resume === undefined ? {} : { resume: { ...job.resume, at: toInstant(job.resume.at) } }),
    ...(job.pause === undefined ? {} : { pause: toPause(job.pause) }),
  };
}

function toPause({ pausedAt, resumeAt, ...rest }: JobPause): z.input<typeof pause> {
  return {
    ...rest,
    pausedAt: toInstant(pausedAt),
    ...(resumeAt === undefined ? {} : { resumeAt: toInstant(resumeAt) }),
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
