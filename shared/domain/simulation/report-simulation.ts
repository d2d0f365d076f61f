import type { Run } from '../run/run.ts';
import { dueTimes } from '../schedule/due-times.ts';
import type { Recurrence } from '../schedule/recurrence.ts';
import { answerOf, type SlotAnswer } from '../slot/slot-answer.ts';
import { explainAnswer } from './explain-answer.ts';
import type { SimulatedWorld } from './simulated-world.ts';
import type { SimulatedSlot, SimulationResult, SimulationTotals } from './simulation.ts';

/** What became of the slots of a simulated job, and the sums over them. */
export function reportSimulation(
  world: SimulatedWorld,
  end: Pick<SimulationResult, 'endedBy' | 'endedAt'>,
): SimulationResult {
  const { from, maxSlots } = world.simulation;
  const bySlot = new Map<number, SimulatedSlot>();
  // A slot's answer is its run, if it has one; else the last record that covers it.
  for (const slot of undispatchedSlots(world, end.endedAt)) bySlot.set(slot.dueAt, slot);
  for (const slot of skippedSlots(world, end.endedAt)) bySlot.set(slot.dueAt, slot);
  for (const run of world.runs.values()) {
    if (run.dueAt > from && run.dueAt <= end.endedAt) bySlot.set(run.dueAt, slotOfRun(run));
  }
  const all = [...bySlot.values()].sort((a, b) => a.dueAt - b.dueAt);
  const slots = all.slice(0, maxSlots);
  const isCut = all.length > maxSlots;
  return {
    slots,
    totals: totalsOf(slots, world.maxConcurrent),
    endedBy: isCut ? 'slots' : end.endedBy,
    endedAt: isCut ? (slots.at(-1)?.dueAt ?? from) : end.endedAt,
    jobState: world.job.state,
  };
}

function slotOfRun(run: Run): SimulatedSlot {
  const answer = answerOf(run);
  const { dueAt, state, effectiveAt, endedAttempts } = run;
  const latestStart = 'startedAt' in run ? run.startedAt : undefined;
  const startedAt = endedAttempts[0]?.startedAt ?? latestStart;
  const isCounted = endedAttempts.some((ended) => ended.startedAt === latestStart);
  return {
    ...{ dueAt, answer, why: explainAnswer(answer, run), state, effectiveAt },
    ...(startedAt === undefined ? {} : { startedAt }),
    ...('finishedAt' in run ? { finishedAt: run.finishedAt } : {}),
    attempts: endedAttempts.length + (latestStart === undefined || isCounted ? 0 : 1),
  };
}

function skippedSlots(world: SimulatedWorld, until: number): SimulatedSlot[] {
  return world.skipped.flatMap(({ fromDueAt, untilDueAt, reason, generation }) => {
    const answer: SlotAnswer = `skipped: ${reason}`;
    const range = { fromDueAt, untilDueAt: Math.min(untilDueAt, until), answer };
    return withoutRun(world, world.recurrencesOf.get(generation) ?? [], range);
  });
}

/** The slots that the dispatcher has not looked at yet. */
function undispatchedSlots(world: SimulatedWorld, untilDueAt: number): SimulatedSlot[] {
  const { state, nextDueAt: fromDueAt, recurrences } = world.job;
  if (fromDueAt === undefined) return [];
  const answer = state === 'paused' ? 'waiting: job-paused' : 'pending';
  return withoutRun(world, recurrences, { fromDueAt, untilDueAt, answer });
}

function withoutRun(
  { calendars, simulation }: SimulatedWorld,
  recurrences: readonly Recurrence[],
  range: { readonly fromDueAt: number; readonly untilDueAt: number; readonly answer: SlotAnswer },
): SimulatedSlot[] {
  const { fromDueAt, untilDueAt, answer } = range;
  // One more than are told of, so that it shows when there are more.
  const limit = simulation.maxSlots + 1;
  const slots = dueTimes(recurrences, { after: fromDueAt - 1, until: untilDueAt, limit, calendars });
  return slots.map((dueAt) => ({ dueAt, answer, why: explainAnswer(answer, undefined), attempts: 0 }));
}

function totalsOf(slots: readonly SimulatedSlot[], maxConcurrent: number): SimulationTotals {
  let [attempts, maxLatenessMs] = [0, 0];
  for (const slot of slots) {
    attempts += slot.attempts;
    if (slot.startedAt !== undefined) maxLatenessMs = Math.max(maxLatenessMs, slot.startedAt - slot.dueAt);
  }
  return {
    slots: slots.length,
    byAnswer: countBy(slots.map(({ answer }) => answer)),
    byState: countBy(slots.flatMap(({ state }) => (state === undefined ? [] : [state]))),
    ...{ attempts, maxLatenessMs, maxConcurrent },
  };
}

function countBy<Key extends string>(keys: readonly Key[]): Partial<Record<Key, number>> {
  const counts: Partial<Record<Key, number>> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
