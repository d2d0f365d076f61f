import { z } from 'zod';
import type { Job } from '../../domain/job/job.ts';
import type { Run } from '../../domain/run/run.ts';
import { jobId } from '../run.ts';
import { instantView } from './instant-view.ts';
import { NO_BODY, NO_PARAMS, operationContract } from './operation.ts';

const KINDS = ['job', 'run'] as const;

const watchedJob = z
  .object({
    type: z.literal('job'),
    jobId: z.string(),
    kind: z.string(),
    valueStream: z.string(),
    state: z
      .enum(['active', 'paused', 'quarantined', 'completed', 'deleted'])
      .describe('A deleted job is told of once more, as `deleted`.'),
    generation: z.int().describe('Counts the definitions of the job.'),
    observedGeneration: z.int().describe('The definition that the rest is about.'),
    nextDueAt: instantView.exactOptional(),
    pause: z
      .object({ pausedAt: instantView, reason: z.string(), author: z.string() })
      .exactOptional()
      .describe('While it is paused.'),
    quarantine: z
      .object({ at: instantView, error: z.string() })
      .exactOptional()
      .describe('While it is quarantined.'),
    updatedAt: instantView,
  })
  .meta({ id: 'WatchedJob' });

const watchedRun = z
  .object({
    type: z.literal('run'),
    jobId: z.string(),
    runId: z.string(),
    valueStream: z.string(),
    state: z.enum(['pending', 'waiting', 'running', 'succeeded', 'failed', 'cancelled', 'skipped', 'dead']),
    generation: z.int().describe("The job's definition that named its slot."),
    observedGeneration: z.int().describe('The definition that the rest is about.'),
    trigger: z.enum(['schedule', 'manual', 'backfill']),
    attempt: z.int(),
    dueAt: instantView,
    effectiveAt: instantView,
    startedAt: instantView.exactOptional(),
    finishedAt: instantView.exactOptional(),
    reason: z.string().exactOptional().describe('Why it waits, failed, was skipped or is dead.'),
  })
  .meta({ id: 'WatchedRun' });

/** The data of an event `job`. */
export type WatchedJob = z.output<typeof watchedJob>;

/** The data of an event `run`. */
export type WatchedRun = z.output<typeof watchedRun>;

/** The data of the events `job` and `run`, as JSON. */
export const watchedChange = z.discriminatedUnion('type', [watchedJob, watchedRun]);

const watchQuery = z.strictObject({
  kinds: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(KINDS, `must be of ${KINDS.join(', ')}`)))
    .exactOptional()
    .describe('`job`, `run` or both, with a comma between; both unless named.'),
  valueStream: z.string().exactOptional(),
  jobId: jobId.exactOptional(),
  since: z
    .string()
    .min(1)
    .max(4096)
    .exactOptional()
    .describe('The id of the last event that was received; the header `Last-Event-ID` counts before it.'),
});

export const watchContract = operationContract({
  operationId: 'watch',
  method: 'GET',
  path: '/watch',
  tag: 'Watch',
  summary: 'Tells of jobs and runs as they change',
  description: [
    'A stream of server-sent events. Each event `job` or `run` has what the job or run is now as JSON (`type` tells',
    'which), and an `id` to go on from: send the last one back as `Last-Event-ID` (a browser’s EventSource does) or',
    '`since`, and nothing is missed. An event may come again; those of one job come in order; several changes that',
    'follow closely may come as one. The first event is `begin`, whose id is where the stream begins: now, unless the',
    'request says otherwise. To begin with everything: watch, note the id of `begin`, list, then take the events. A',
    'comment comes every 15 s at least. The stream ends by itself after 200 s, or after 1 MB: reconnect. After 410 list',
    'anew: the id is of a store that is no longer there.',
  ].join(' '),
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: watchQuery,
  body: NO_BODY,
  headers: { 'Last-Event-ID': 'The id of the last event that was received.' },
  answers: {
    200: { description: 'The events.', schema: z.string(), contentTypes: ['text/event-stream'] },
  },
  problems: ['gone'],
  example: { query: { kinds: 'job,run', valueStream: 'retention' }, status: 200 },
});

/** What a watcher is told of a job; instants are epoch ms on the way in. */
export function watchedJobView(job: Job): WatchedJob {
  const { jobId: id, kind, valueStream, state, generation, nextDueAt, pause, quarantine, updatedAt } = job;
  return {
    type: 'job',
    ...{ jobId: id, kind, valueStream, state, generation },
    // An edit is planned in the same write: there is no job whose state is of an older definition.
    observedGeneration: generation,
    ...(nextDueAt === undefined ? {} : { nextDueAt: toIso(nextDueAt) }),
    ...(pause === undefined
      ? {}
      : { pause: { pausedAt: toIso(pause.pausedAt), reason: pause.reason, author: pause.author } }),
    ...(quarantine === undefined ? {} : { quarantine: { ...quarantine, at: toIso(quarantine.at) } }),
    updatedAt: toIso(updatedAt),
  };
}

/** What a watcher is told of a run. */
export function watchedRunView(run: Run): WatchedRun {
  const { jobId: id, runId, valueStream, state, generation, trigger, attempt } = run;
  const reason = reasonOf(run);
  return {
    type: 'run',
    ...{ jobId: id, runId, valueStream, state, generation, observedGeneration: generation, trigger, attempt },
    dueAt: toIso(run.dueAt),
    effectiveAt: toIso(run.effectiveAt),
    ...('startedAt' in run ? { startedAt: toIso(run.startedAt) } : {}),
    ...('finishedAt' in run ? { finishedAt: toIso(run.finishedAt) } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}

function reasonOf(run: Run): string | undefined {
  switch (run.state) {
    case 'waiting':
      return run.waitingFor;
    case 'failed':
      return run.failure.reason;
    case 'cancelled':
      return run.cancelled.reason;
    case 'skipped':
      return run.reason;
    case 'dead':
      return run.cause.reason;
    case 'pending':
    case 'running':
    case 'succeeded':
      return undefined;
  }
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
