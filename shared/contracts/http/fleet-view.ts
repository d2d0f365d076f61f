import { z } from 'zod';
import { definitionOfFleet, UNMATCHED_POLICIES, type Fleet } from '../../domain/fleet/fleet.ts';
import {
  FLEET_ACTIONS,
  type FleetCommand,
  type FleetProgress,
  type FleetRound,
} from '../../domain/fleet/fleet-progress.ts';
import { RUN_MISSED } from '../../domain/job/job.ts';
import { jobText } from './fleet-request.ts';
import { instantView } from './instant-view.ts';

const count = z.int().min(0);

const names = z.array(z.string()).readonly().exactOptional();

const roundView = z.object({
  generation: z.int().describe("The fleet's generation that it is of."),
  startedAt: instantView,
  updatedAt: instantView.describe('When something of it was done last, or it was over.'),
  counts: z.object({
    ...{ models: count, created: count, edited: count, unchanged: count },
    ...{ removed: count, kept: count, failed: count },
  }),
  faults: z
    .array(
      z.object({
        modelId: z.string(),
        jobId: z.string(),
        errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).readonly(),
      }),
    )
    .readonly()
    .describe('The first 50.'),
});

const commandView = z
  .object({
    action: z.enum(FLEET_ACTIONS),
    author: z.string(),
    reason: z.string(),
    runMissed: z.enum(RUN_MISSED).exactOptional(),
    resumeAt: instantView.exactOptional(),
    askedAt: instantView,
    counts: z.object({ jobs: count, changed: count, failed: count }),
    finishedAt: instantView.exactOptional().describe('Absent: it is under way.'),
  })
  .meta({ id: 'FleetCommand' });

const progressView = z.object({
  isUpToDate: z
    .boolean()
    .describe('Every job is what the present definition wants, but for those that failed.'),
  round: roundView.exactOptional().describe('The one under way.'),
  last: roundView.exactOptional().describe('The last whole one.'),
  command: commandView.exactOptional().describe('What was last asked for all of its jobs.'),
});

const head = {
  fleetId: z.string(),
  valueStream: z.string(),
  description: z.string().exactOptional(),
  state: z
    .enum(['active', 'deleting'])
    .describe('`deleting`: its jobs are being let go; with the last of them it is gone.'),
  generation: z.int().min(1).describe('Counts the definitions that it has had.'),
  updatedBy: z.string(),
  createdAt: instantView,
  updatedAt: instantView,
};

/** A fleet as a list shows it. */
export const fleetSummarySchema = z
  .object({
    ...head,
    overrideCount: count.describe('Models with an override.'),
    progress: progressView.extend({
      round: roundView.omit({ faults: true }).exactOptional().describe('The one under way.'),
      last: roundView.omit({ faults: true }).exactOptional().describe('The last whole one.'),
    }),
  })
  .meta({ id: 'FleetSummary' });

/** A fleet as callers read it. */
export const fleetViewSchema = z
  .object({
    ...head,
    selector: z.object({
      ...{ tags: names, owner: z.string().exactOptional(), modelIds: names },
      ...{ idPrefix: z.string().exactOptional(), exceptModelIds: names },
    }),
    template: jobText,
    overrides: z.record(z.string(), jobText),
    whenUnmatched: z.enum(UNMATCHED_POLICIES),
    progress: progressView,
  })
  .meta({ id: 'Fleet' });

export type FleetView = z.output<typeof fleetViewSchema>;
export type FleetSummaryView = z.output<typeof fleetSummarySchema>;

/** What a list shows of a fleet: how far it is, and not why single models fail. */
export function fleetSummary({
  selector: _selector,
  template: _template,
  whenUnmatched: _policy,
  overrides,
  progress: { round, last, ...rest },
  ...shown
}: FleetView): FleetSummaryView {
  return {
    ...shown,
    overrideCount: Object.keys(overrides).length,
    progress: {
      ...rest,
      ...(round === undefined ? {} : { round: withoutFaults(round) }),
      ...(last === undefined ? {} : { last: withoutFaults(last) }),
    },
  };
}

function withoutFaults({
  faults: _faults,
  ...round
}: z.output<typeof roundView>): Omit<z.output<typeof roundView>, 'faults'> {
  return round;
}

/** What callers read of a fleet; `of` names its present definition as rounds do. */
export function fleetView(fleet: Fleet, progress: FleetProgress | undefined, of: string): FleetView {
  const { selector, template, overrides, whenUnmatched } = definitionOfFleet(fleet);
  return {
    ...headOf(fleet),
    ...{ selector, template, overrides, whenUnmatched },
    progress: viewOfProgress(progress, of),
  };
}

function headOf(fleet: Fleet): Omit<FleetSummaryView, 'overrideCount' | 'progress'> {
  const { fleetId, valueStream, description, state, generation, updatedBy } = fleet;
  return {
    ...{ fleetId, valueStream, state, generation, updatedBy },
    ...(description === undefined ? {} : { description }),
    createdAt: toIso(fleet.createdAt),
    updatedAt: toIso(fleet.updatedAt),
  };
}

function viewOfProgress(progress: FleetProgress | undefined, of: string): FleetView['progress'] {
  const { round, last, command } = progress ?? {};
  return {
    isUpToDate: last?.of === of,
    ...(round === undefined ? {} : { round: viewOfRound(round) }),
    ...(last === undefined ? {} : { last: viewOfRound(last) }),
    ...(command === undefined ? {} : { command: fleetCommandView(command) }),
  };
}

function viewOfRound({
  generation,
  startedAt,
  updatedAt,
  counts,
  faults,
}: FleetRound): z.output<typeof roundView> {
  return {
    generation,
    ...{ startedAt: toIso(startedAt), updatedAt: toIso(updatedAt), counts },
    faults: faults.map(({ modelId, jobId, issues }) => ({
      ...{ modelId, jobId },
      errors: issues.map(({ pointer, message }) => ({ pointer, detail: message })),
    })),
  };
}

/** What callers read of something that was asked for all jobs of a fleet. */
export function fleetCommandView(command: FleetCommand): z.output<typeof commandView> {
  const { action, author, reason, runMissed, resumeAt, askedAt, counts, finishedAt } = command;
  return {
    ...{ action, author, reason, askedAt: toIso(askedAt), counts },
    ...(runMissed === undefined ? {} : { runMissed }),
    ...(resumeAt === undefined ? {} : { resumeAt: toIso(resumeAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: toIso(finishedAt) }),
  };
}

export const fleetCommandViewSchema = commandView;

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
