import { z } from 'zod';
import type { FleetMembership } from '../../domain/fleet/fleet-membership.ts';
import { JOB_STATES, RUN_MISSED, type Job, type JobPause } from '../../domain/job/job.ts';
import { labelsOf } from '../../domain/job/job-label.ts';
import { CONDITION_REASONS, statusOf } from '../../domain/job/job-status.ts';
import { isPlain, type JobWork, type PlainWork } from '../../domain/job/job-work.ts';
import { PLAIN_KINDS } from '../../domain/job/plain-kinds.ts';
import { unknownCalendars } from '../../domain/schedule/calendar-names.ts';
import { lintRecurrences, type LintFacts, type LintWarning } from '../../domain/schedule/lint-recurrences.ts';
import { lintUpstream, type UpstreamFacts } from '../../domain/schedule/lint-upstream.ts';
import { previewDueTimes } from '../../domain/schedule/preview-due-times.ts';
import { spreadMs } from '../../domain/dispatch/spread.ts';
import { jobPolicies } from '../job-policies.ts';
import { describeRecurrence } from './describe-recurrence.ts';
import { instantView } from './instant-view.ts';
import { fromRecurrence, recurrenceViewSchema } from './recurrence-view.ts';
import {
  plainTaskViewSchema,
  reportCollectionTaskViewSchema,
  stabilityTaskView,
  stabilityTaskViewSchema,
} from './task-view.ts';
import { warningView } from './warning-view.ts';

/** How many coming slots a job shows. */
const UPCOMING = 5;

/** What is excluded for longer than so many steps is not looked for by a view. */
const MAX_STEPS = 2_000;

const pauseViewSchema = z.object({
  pausedAt: instantView,
  reason: z.string(),
  author: z.string().describe('Who paused it; `evenkeel` when the policy `pauseAfterFailures` did.'),
  resumeAt: instantView.exactOptional().describe('When it resumes by itself.'),
  runMissed: z.enum(RUN_MISSED),
});

const conditionSchema = z.object({
  type: z
    .enum(['Scheduled', 'Ready'])
    .describe(
      '`Scheduled`: slots will be dispatched. `Ready`: it is as its definition has it, and needs nobody.',
    ),
  status: z.enum(['True', 'False']),
  reason: z.enum(CONDITION_REASONS),
  message: z.string(),
  lastTransitionAt: instantView.exactOptional().describe('Since when, where that is known.'),
});

/** Which fleet a job is of. */
const fleetOfJob = z
  .object({
    fleetId: z.string(),
    modelId: z.string(),
    generation: z.int().describe('The generation of the fleet that it was last made by.'),
    overridden: z.array(z.string()).readonly().describe("JSON pointers: what the model's own override says."),
    isKept: z
      .literal(true)
      .exactOptional()
      .describe('Its model is selected no longer: it may be edited and deleted as any other job.'),
  })
  .describe('The fleet that says what it is: it is changed through that.');

/** What a list shows of a job: all but what would have to be calculated or looked up for each. */
const summary = {
  jobId: z.string(),
  valueStream: z.string(),
  description: z.string().exactOptional(),
  tags: z.array(z.string()).readonly().exactOptional(),
  fleet: fleetOfJob.exactOptional(),
  after: z
    .object({ jobId: z.string(), deadlineSeconds: z.int(), pollSeconds: z.int() })
    .exactOptional()
    .describe('The job whose run for the same slot has to succeed first.'),
  recurrences: z.array(recurrenceViewSchema).readonly(),
  policies: jobPolicies,
  state: z.enum(JOB_STATES),
  generation: z.int().min(1).describe('Counts the definitions that this id has had.'),
  nextDueAt: instantView.exactOptional().describe('The next slot that has not been dispatched.'),
  inWords: z
    .array(z.string())
    .readonly()
    .describe('Each recurrence in an English sentence, in the same order.'),
  pause: pauseViewSchema.exactOptional().describe('While it is paused.'),
  quarantine: z
    .object({ at: instantView, error: z.string() })
    .exactOptional()
    .describe('While its slots cannot be planned.'),
  status: z
    .object({
      observedGeneration: z.int().describe('The generation that the conditions are about.'),
      conditions: z.array(conditionSchema).readonly(),
    })
    .describe('What there is to know for what reconciles jobs with a definition kept elsewhere.'),
  createdAt: instantView,
  updatedAt: instantView,
};

const upcomingSlot = z.object({
  dueAt: instantView,
  effectiveAt: instantView.describe("When its run starts: later than `dueAt` by the job's spread."),
});

const details = {
  warnings: z
    .array(warningView)
    .readonly()
    .describe('What its author may not have meant, such as a day that short months do not have.'),
  upcoming: z.array(upcomingSlot).readonly().describe('The next slots of an active job.'),
};

const stability = z.object({ kind: z.literal('stability'), task: stabilityTaskViewSchema });
const collection = z.object({
  kind: z.literal('report-collection'),
  task: reportCollectionTaskViewSchema,
});

// One for each: what tells the kinds apart is a constant of the form.
const plain = PLAIN_KINDS.map((kind) => z.object({ kind: z.literal(kind), task: plainTaskViewSchema }));

/** A job as a list shows it. */
export const jobSummarySchema = z
  .discriminatedUnion('kind', [
    stability.extend(summary),
    collection.extend(summary),
    ...plain.map((kind) => kind.extend(summary)),
  ])
  .meta({ id: 'JobSummary' });

/** A job as callers read it. */
export const jobViewSchema = z
  .discriminatedUnion('kind', [
    stability.extend({ ...summary, ...details }),
    collection.extend({ ...summary, ...details }),
    ...plain.map((kind) => kind.extend({ ...summary, ...details })),
  ])
  .meta({ id: 'Job' });

export type JobSummary = z.output<typeof jobSummarySchema>;
export type JobView = z.output<typeof jobViewSchema>;

/** What a list shows of a job. */
export function jobSummary(job: Job): JobSummary {
  const { jobId, valueStream, after, policies, state, generation, recurrences, nextDueAt } = job;
  return {
    ...workView(job),
    ...{ jobId, valueStream, policies, state, generation },
    ...labelsOf(job),
    ...(job.fleet === undefined ? {} : { fleet: fleetView(job.fleet) }),
    ...(after === undefined ? {} : { after }),
    recurrences: recurrences.map(fromRecurrence),
    ...(nextDueAt === undefined ? {} : { nextDueAt: toIso(nextDueAt) }),
    inWords: recurrences.map(describeRecurrence),
    ...(job.pause === undefined ? {} : { pause: pauseView(job.pause) }),
    ...(job.quarantine === undefined
      ? {}
      : { quarantine: { ...job.quarantine, at: toIso(job.quarantine.at) } }),
    status: statusView(job),
    createdAt: toIso(job.createdAt),
    updatedAt: toIso(job.updatedAt),
  };
}

function fleetView({
  wanted: _own,
  frozenFrom: _too,
  ...fleet
}: FleetMembership): z.output<typeof fleetOfJob> {
  return fleet;
}

function statusView(job: Job): JobSummary['status'] {
  const { observedGeneration, conditions } = statusOf(job);
  return {
    observedGeneration,
    conditions: conditions.map(({ lastTransitionAt: since, ...condition }) => ({
      ...condition,
      ...(since === undefined ? {} : { lastTransitionAt: toIso(since) }),
    })),
  };
}

/** What callers read of a job at an instant (epoch ms); `facts` holds at least the calendars that it names. */
export function jobView(
  job: Job,
  now: number,
  { upstream, ...facts }: LintFacts & { readonly upstream?: UpstreamFacts },
): JobView {
  const { recurrences, state } = job;
  const isActive = state === 'active';
  const warnings = isActive
    ? [...warningsOf(recurrences, now, facts), ...upstreamWarnings(recurrences, now, { ...facts, upstream })]
    : [];
  return { ...jobSummary(job), warnings, upcoming: isActive ? upcoming(job, now, facts) : [] };
}

function workView(work: JobWork): z.output<typeof stability> | z.output<typeof collection> | PlainWork {
  if (isPlain(work)) return { kind: work.kind, task: work.task };
  switch (work.kind) {
    case 'stability':
      return { kind: work.kind, task: stabilityTaskView(work.task) };
    case 'report-collection':
      return { kind: work.kind, task: work.task };
  }
}

/** None while a calendar is missing, which `warnings` say. */
function upcoming(job: Job, now: number, { calendars }: LintFacts): JobView['upcoming'] {
  if (unknownCalendars(job.recurrences, calendars).length > 0) return [];
  const offset = spreadMs(job);
  const { slots } = previewDueTimes(job.recurrences, {
    ...{ after: now, count: UPCOMING, maxSteps: MAX_STEPS },
    calendars,
  });
  return slots.map(({ dueAt }) => ({ dueAt: toIso(dueAt), effectiveAt: toIso(dueAt + offset) }));
}

function pauseView({ pausedAt, resumeAt, ...rest }: JobPause): z.output<typeof pauseViewSchema> {
  return {
    ...rest,
    pausedAt: toIso(pausedAt),
    ...(resumeAt === undefined ? {} : { resumeAt: toIso(resumeAt) }),
  };
}

function warningsOf(recurrences: Job['recurrences'], now: number, facts: LintFacts): LintWarning[] {
  return lintRecurrences(recurrences, { now, ...facts }).map((warning) => ({
    ...warning,
    pointer: `/recurrences${warning.pointer}`,
  }));
}

/** None while a calendar of either job is missing, which the other warnings of that job say. */
function upstreamWarnings(
  recurrences: Job['recurrences'],
  now: number,
  { calendars, upstream }: LintFacts & { readonly upstream: UpstreamFacts | undefined },
): readonly LintWarning[] {
  if (upstream === undefined || unknownCalendars(recurrences, calendars).length > 0) return [];
  const isUnknown =
    upstream.state === 'present' && unknownCalendars(upstream.recurrences, upstream.calendars).length > 0;
  return isUnknown ? [] : lintUpstream({ recurrences, calendars, now }, upstream);
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
