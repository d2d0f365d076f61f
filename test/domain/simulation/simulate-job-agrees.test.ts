import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../../shared/domain/run/run.ts';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import { simulateJob } from '../../../shared/domain/simulation/simulate-job.ts';
import type { SimulatedSlot } from '../../../shared/domain/simulation/simulation.ts';
import { answerOf } from '../../../shared/domain/slot/slot-answer.ts';
import { simulation } from './arbitrary-simulation.ts';
import { driveUseCases, type DrivenWorld } from './use-case-driver.ts';

const SEED = Number(process.env['SIMULATION_SEED'] ?? 1);
const NUM_RUNS = Number(process.env['SIMULATION_RUNS'] ?? 60);

/** What the use cases have made of each slot that they have looked at, in the simulation's words. */
function slotsOf({ runs, skipped, recurrencesOf }: DrivenWorld, until: number) {
  const bySlot = new Map<number, Partial<SimulatedSlot> & Pick<SimulatedSlot, 'dueAt'>>();
  for (const { fromDueAt, untilDueAt, reason, generation } of skipped) {
    const range = { after: fromDueAt - 1, until: Math.min(untilDueAt, until), limit: 20_000 };
    for (const dueAt of dueTimes(recurrencesOf.get(generation) ?? [], range)) {
      bySlot.set(dueAt, { dueAt, answer: `skipped: ${reason}` });
    }
  }
  for (const run of runs) {
    if (run.dueAt > until) continue;
    const { dueAt, effectiveAt, state } = run;
    bySlot.set(dueAt, { dueAt, answer: answerOf(run), state, effectiveAt, ...timesOf(run) });
  }
  return [...bySlot.values()];
}

function timesOf(run: Run): Pick<SimulatedSlot, 'startedAt' | 'finishedAt'> {
  const startedAt = run.endedAttempts[0]?.startedAt ?? ('startedAt' in run ? run.startedAt : undefined);
  return {
    ...(startedAt === undefined ? {} : { startedAt }),
    ...('finishedAt' in run ? { finishedAt: run.finishedAt } : {}),
  };
}

describe('simulateJob', () => {
  test('tells of each slot what the use cases make of it, whatever the job, the outages and the changes', async () => {
    await fc.assert(
      fc.asyncProperty(simulation, async (given) => {
        const { slots, endedBy } = simulateJob(given);

        const looked = slots.filter(
          ({ state, answer }) => state !== undefined || answer.startsWith('skipped'),
        );
        const told = looked.map(({ why: _words, attempts: _count, ...slot }) => slot);
        const made = slotsOf(await driveUseCases(given), given.until);
        expect(endedBy).toBe('until');
        expect(told).toEqual(made.sort((a, b) => a.dueAt - b.dueAt));
      }),
      { seed: SEED, numRuns: NUM_RUNS },
    );
  });
});
