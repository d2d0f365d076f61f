import { z } from 'zod';
import { RUN_STATES, RUN_TRIGGERS, type Run } from '../../domain/run/run.ts';
import { answerOf } from '../../domain/slot/slot-answer.ts';
import { LATE_REASONS, SKIP_REASONS, WAIT_REASONS } from '../../domain/slot/slot-reasons.ts';
import { runFailure, runResult } from '../run.ts';
import { instantView } from './instant-view.ts';

const lateReason = z.enum(LATE_REASONS);

/** What became of a slot, in the one vocabulary of slots. */
export const slotAnswerView = z
  .enum([
    'ran',
    ...LATE_REASONS.map((reason) => `late: ${reason}` as const),
    ...SKIP_REASONS.map((reason) => `skipped: ${reason}` as const),
    'pending',
    ...WAIT_REASONS.map((reason) => `waiting: ${reason}` as const),
    'unanswered',
  ])
  .meta({ id: 'SlotAnswer' });

/** Who asked for something, and why. */
export const requestView = z.object({ author: z.string(), reason: z.string() });

const endedAttempt = z.object({
  attempt: z.int().min(1),
  startedAt: instantView,
  finishedAt: instantView,
  failure: runFailure,
});

/** A run as callers read it. */
export const runViewSchema = z
  .object({
    runId: z.string(),
    jobId: z.string(),
    valueStream: z.string(),
    state: z.enum(RUN_STATES),
    trigger: z.enum(RUN_TRIGGERS),
    generation: z.int().describe("The job's generation that the slot belongs to."),
    attempt: z.int().min(1).describe("Counts the attempts over the run's whole life."),
    answer: slotAnswerView.describe('What became of its slot.'),
    late: lateReason.exactOptional().describe('Why it starts later than its time, as soon as that is known.'),
    backfillId: z.string().exactOptional(),
    requested: requestView.exactOptional().describe('Who asked for it, or for its retry.'),
    input: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .exactOptional()
      .describe('What it was given by who asked for it: `{input.<name>}` in the texts of its task.'),
    interval: z
      .object({ from: instantView, to: instantView })
      .exactOptional()
      .describe('The data that it is about, where it is a step of another run: its.'),
    parent: z
      .object({ runId: z.string(), step: z.string() })
      .exactOptional()
      .describe('The run that it is a step of.'),
    coalesced: z
      .object({ fromDueAt: instantView, count: z.int() })
      .exactOptional()
      .describe('The missed slots that it stands for besides its own.'),
    result: runResult.exactOptional(),
    failure: runFailure.exactOptional(),
    cancelled: requestView.exactOptional(),
    cause: z
      .object({ reason: z.string(), description: z.string(), deliveryCount: z.int() })
      .exactOptional()
      .describe('Why its message was given up.'),
    endedAttempts: z
      .array(endedAttempt)
      .readonly()
      .describe('Attempts that ended without a result, the earliest first.'),
    dueAt: instantView.describe('Its slot; of a run by hand, when it was asked for.'),
    effectiveAt: instantView.describe('When it may start.'),
    createdAt: instantView,
    startedAt: instantView.exactOptional(),
    finishedAt: instantView.exactOptional(),
  })
  .meta({ id: 'Run' });

export type RunView = z.output<typeof runViewSchema>;

/** What callers read of a run. */
export function runView(run: Run): RunView {
  const { runId, jobId, valueStream, state, trigger, generation, attempt } = run;
  return {
    ...{ runId, jobId, valueStream, state, trigger, generation, attempt },
    answer: answerOf(run),
    ...origin(run),
    ...outcome(run),
    endedAttempts: run.endedAttempts.map((ended) => ({
      ...ended,
      startedAt: toIso(ended.startedAt),
      finishedAt: toIso(ended.finishedAt),
    })),
    dueAt: toIso(run.dueAt),
    effectiveAt: toIso(run.effectiveAt),
    createdAt: toIso(run.createdAt),
    ...('startedAt' in run ? { startedAt: toIso(run.startedAt) } : {}),
    ...('finishedAt' in run ? { finishedAt: toIso(run.finishedAt) } : {}),
  };
}

function origin({
  late,
  backfillId,
  requested,
  input,
  interval,
  parent,
  coalesced,
}: Run): Pick<RunView, 'late' | 'backfillId' | 'requested' | 'input' | 'interval' | 'parent' | 'coalesced'> {
  return {
    ...(late === undefined ? {} : { late }),
    ...(backfillId === undefined ? {} : { backfillId }),
    ...(requested === undefined ? {} : { requested }),
    ...(input === undefined ? {} : { input }),
    ...(interval === undefined ? {} : { interval: { from: toIso(interval.from), to: toIso(interval.to) } }),
    ...(parent === undefined ? {} : { parent: { runId: parent.runId, step: parent.step } }),
    ...(coalesced === undefined
      ? {}
      : { coalesced: { ...coalesced, fromDueAt: toIso(coalesced.fromDueAt) } }),
  };
}

/** What the states hold beyond the instants. */
function outcome(run: Run): Pick<RunView, 'result' | 'failure' | 'cancelled' | 'cause'> {
  return {
    ...('result' in run ? { result: run.result } : {}),
    ...('failure' in run ? { failure: run.failure } : {}),
    ...('cancelled' in run ? { cancelled: run.cancelled } : {}),
    ...('cause' in run ? { cause: run.cause } : {}),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
