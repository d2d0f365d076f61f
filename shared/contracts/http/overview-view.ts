import { z } from 'zod';
import { DISPATCH_STATES } from '../../domain/overview/dispatch-health.ts';
import type { Attention, Overview } from '../../domain/overview/overview.ts';
import { runFailure } from '../run.ts';
import { instantView } from './instant-view.ts';
import { STABILITY_BANDS } from './stability-words.ts';

const count = z.int().min(0);

const capped = {
  count,
  isCapped: z.boolean().describe('There may be more than `count`: no more were looked for.'),
};

function attention<T extends z.ZodType>(items: T) {
  return z.object({ ...capped, items: z.array(items).readonly().describe('At most ten of them.') });
}

const ofJob = { jobId: z.string(), valueStream: z.string() };
const ofRun = { runId: z.string(), ...ofJob };

const drifting = z.object({
  modelId: z.string(),
  ...ofRun,
  psi: z.number().nullable(),
  band: z.enum(STABILITY_BANDS).nullable(),
  highestBand: z.enum(STABILITY_BANDS).describe('Of score, characteristics and segments.'),
  alarm: z.boolean(),
  dueAt: instantView,
});

const failing = z.object({
  ...ofRun,
  failure: runFailure,
  finishedAt: instantView,
  consecutiveFailures: count.describe('Runs that failed since the last one that succeeded.'),
});

const late = z.object({
  ...ofRun,
  dueAt: instantView,
  effectiveAt: instantView.describe('When it was to start.'),
});

const paused = z.object({
  ...ofJob,
  pausedAt: instantView,
  reason: z.string(),
  author: z.string().describe('`evenkeel` when the policy `pauseAfterFailures` paused it.'),
  resumeAt: instantView.exactOptional().describe('When it resumes by itself.'),
});

const quarantined = z.object({ ...ofJob, at: instantView, error: z.string() });

const dead = z.object({
  ...ofRun,
  finishedAt: instantView,
  cause: z.object({ reason: z.string(), description: z.string(), deliveryCount: count }),
});

const hour = z.object({
  from: instantView.describe('When the hour begins, UTC.'),
  byState: z
    .object({ succeeded: count, failed: count, cancelled: count, skipped: count, dead: count })
    .describe('Runs by how they ended within it.'),
});

const dispatch = z.object({
  state: z.enum(DISPATCH_STATES),
  why: z.string().describe('A sentence for people.'),
  overdueRuns: count.describe('Runs that are pending two minutes after they were to start.'),
  unfinished: z.object({ pending: count, waiting: count, running: count }),
  caughtUpAt: instantView.exactOptional().describe('Until when all that happened has been counted.'),
  audit: z
    .object({ finishedAt: instantView, unanswered: count, doubles: count })
    .exactOptional()
    .describe('The last whole round of the audit, of all value streams.'),
  lateness: z
    .object({
      runs: count,
      p50Seconds: z.number().exactOptional(),
      p95Seconds: z.number().exactOptional().describe('Absent: more than six hours.'),
    })
    .exactOptional()
    .describe(
      'How late runs of slots began that ended in the hour under way or the one before. Each figure is an upper bound: 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600 or 21600.',
    ),
});

export const overviewSchema = z
  .object({
    at: instantView.describe('When it was read; the same is given for some seconds.'),
    valueStreams: z
      .array(z.string())
      .readonly()
      .describe('Those that the caller may see, whichever one was asked for.'),
    attention: z.object({
      drifting: attention(drifting).describe(
        'Models whose latest measurement, of the last 35 days, has an alarm or a significant shift, the highest PSI first.',
      ),
      failing: attention(failing).describe(
        'Jobs with a failure since the last success, active or completed in the last 35 days, most failures first.',
      ),
      late: attention(late).describe(
        'Runs pending two minutes after they were to start, the earliest first.',
      ),
      paused: attention(paused).describe('The latest paused first.'),
      quarantined: attention(quarantined).describe('Jobs whose slots cannot be planned.'),
      dead: attention(dead).describe('Runs of the last seven days that were given up, the latest first.'),
      alerts: z.object({
        ...capped,
        bySeverity: z.object({ info: count, warning: count, critical: count }),
        byState: z.object({ open: count, acknowledged: count }),
      }),
    }),
    runs: z.array(hour).readonly().describe('The last 24 hours and the one under way, the oldest first.'),
    runsCountedFrom: instantView
      .exactOptional()
      .describe('Runs that ended before are in no hour; absent: none have been counted yet.'),
    runsArePartial: z
      .boolean()
      .describe('Some runs are in no hour: of value streams beyond those that are counted each.'),
    dispatch,
  })
  .meta({ id: 'Overview' });

export type OverviewView = z.output<typeof overviewSchema>;

/** What callers read of an overview. */
export function overviewView(overview: Overview): OverviewView {
  const { at, valueStreams, hours, countedFrom, isPartial } = overview;
  return {
    ...{ at: toIso(at), valueStreams },
    attention: attentionView(overview.attention),
    runs: hours.map(({ from, byState }) => ({ from: toIso(from), byState })),
    ...(countedFrom === undefined ? {} : { runsCountedFrom: toIso(countedFrom) }),
    runsArePartial: isPartial,
    dispatch: dispatchView(overview.dispatch),
  };
}

function attentionView(found: Overview['attention']): OverviewView['attention'] {
  return {
    drifting: each(found.drifting, ({ finishedAt: _finishedAt, dueAt, ...standing }) => ({
      ...standing,
      dueAt: toIso(dueAt),
    })),
    failing: each(found.failing, ({ run, consecutiveFailures }) => ({
      ...namesOf(run),
      ...{ failure: run.failure, finishedAt: toIso(run.finishedAt), consecutiveFailures },
    })),
    late: each(found.late, (run) => ({
      ...namesOf(run),
      ...{ dueAt: toIso(run.dueAt), effectiveAt: toIso(run.effectiveAt) },
    })),
    paused: each(found.paused, ({ jobId, valueStream, pause: { pausedAt, reason, author, resumeAt } }) => ({
      ...{ jobId, valueStream, pausedAt: toIso(pausedAt), reason, author },
      ...(resumeAt === undefined ? {} : { resumeAt: toIso(resumeAt) }),
    })),
    quarantined: each(found.quarantined, ({ jobId, valueStream, quarantine: { at, error } }) => ({
      ...{ jobId, valueStream, at: toIso(at), error },
    })),
    dead: each(found.dead, (run) => ({
      ...namesOf(run),
      ...{ finishedAt: toIso(run.finishedAt), cause: run.cause },
    })),
    alerts: found.alerts,
  };
}

function each<T, V>({ items, ...counted }: Attention<T>, view: (item: T) => V) {
  return { ...counted, items: items.map(view) };
}

function namesOf({ runId, jobId, valueStream }: { runId: string; jobId: string; valueStream: string }) {
  return { runId, jobId, valueStream };
}

function dispatchView({
  caughtUpAt,
  audit,
  lateness,
  ...facts
}: Overview['dispatch']): OverviewView['dispatch'] {
  const { p50Seconds, p95Seconds, runs = 0 } = lateness ?? {};
  return {
    ...facts,
    ...(caughtUpAt === undefined ? {} : { caughtUpAt: toIso(caughtUpAt) }),
    ...(audit === undefined ? {} : { audit: { ...audit, finishedAt: toIso(audit.finishedAt) } }),
    ...(lateness === undefined
      ? {}
      : {
          lateness: {
            runs,
            ...(p50Seconds === undefined ? {} : { p50Seconds }),
            ...(p95Seconds === undefined ? {} : { p95Seconds }),
          },
        }),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
