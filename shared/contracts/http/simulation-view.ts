import { z } from 'zod';
import { JOB_STATES } from '../../domain/job/job.ts';
import { RUN_STATES } from '../../domain/run/run.ts';
import type { SimulatedSlot, SimulationResult } from '../../domain/simulation/simulation.ts';
import { instantView } from './instant-view.ts';
import { slotAnswerView } from './run-view.ts';

const count = z.int().min(0);

const simulatedSlot = z.object({
  dueAt: instantView,
  answer: slotAnswerView,
  why: z.string().describe('The answer in a sentence.'),
  state: z.enum(RUN_STATES).exactOptional().describe('Of its run, when it has one.'),
  effectiveAt: instantView.exactOptional(),
  startedAt: instantView.exactOptional(),
  finishedAt: instantView.exactOptional(),
  attempts: count.describe('Attempts that have begun.'),
});

/** A simulation as callers read it. */
export const simulationViewSchema = z
  .object({
    slots: z.array(simulatedSlot).readonly(),
    totals: z.object({
      slots: count,
      byAnswer: z.partialRecord(slotAnswerView, count).readonly(),
      byState: z.partialRecord(z.enum(RUN_STATES), count).readonly(),
      attempts: count,
      maxLatenessSeconds: z.number(),
      maxConcurrent: count.describe('Runs of the job that were going at the same time.'),
    }),
    endedBy: z
      .enum(['until', 'slots', 'steps'])
      .describe('`slots`, `steps`: it was cut short by `maxSlots`, or by the time that it may take.'),
    endedAt: instantView.describe('The last instant that it looked at.'),
    jobState: z.enum(JOB_STATES),
  })
  .meta({ id: 'Simulation' });

export type SimulationView = z.output<typeof simulationViewSchema>;

/** What callers read of a simulation. */
export function simulationView({
  slots,
  totals,
  endedBy,
  endedAt,
  jobState,
}: SimulationResult): SimulationView {
  const { maxLatenessMs, ...counts } = totals;
  return {
    ...{ endedBy, endedAt: toIso(endedAt), jobState },
    totals: { ...counts, maxLatenessSeconds: maxLatenessMs / 1000 },
    slots: slots.map(slotView),
  };
}

function slotView({
  dueAt,
  effectiveAt,
  startedAt,
  finishedAt,
  ...rest
}: SimulatedSlot): z.output<typeof simulatedSlot> {
  return {
    dueAt: toIso(dueAt),
    ...rest,
    ...(effectiveAt === undefined ? {} : { effectiveAt: toIso(effectiveAt) }),
    ...(startedAt === undefined ? {} : { startedAt: toIso(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: toIso(finishedAt) }),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
