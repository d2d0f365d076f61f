import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CATCH_UP_POLICIES,
  DEFAULT_POLICIES,
  OVERLAP_POLICIES,
  type JobPolicies,
} from '../../../shared/domain/job/job-policies.ts';
import { RUN_MISSED } from '../../../shared/domain/job/job.ts';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { simulateJob } from '../../../shared/domain/simulation/simulate-job.ts';
import type { SimulatedChange, Simulation } from '../../../shared/domain/simulation/simulation.ts';
import { answerOf } from '../../../shared/domain/slot/slot-answer.ts';
import { at, jobIdFrom } from '../../support/example-job.ts';
import { driveUseCases, type DrivenWorld } from './use-case-driver.ts';

const FROM = at('2026-03-29T00:00:00Z');
const HOUR_MS = 3_600_000;
const SEED = Number(process.env['SIMULATION_SEED'] ?? 1);
const NUM_RUNS = Number(process.env['SIMULATION_RUNS'] ?? 60);

const recurrence: fc.Arbitrary<Recurrence> = fc.oneof(
  fc.record({
    type: fc.constant('interval' as const),
    everySeconds: fc.constantFrom(60, 90, 300, 900, 3600),
    anchorAt: fc.constantFrom(0, 7_000),
  }),
  fc.record({
    type: fc.constant('cron' as const),
    dialect: fc.constant('unix5' as const),
    expression: fc.constantFrom('*/7 * * * *', '30 1 * * *', '0,20 * * * *'),
    timeZone: fc.constantFrom('UTC', 'Europe/London'),
    dst: fc.constantFrom('shift' as const, 'skip' as const, 'both' as const),
  }),
);

const policies: fc.Arbitrary<JobPolicies> = fc
  .record(
    {
      overlap: fc.constantFrom(...OVERLAP_POLICIES),
      catchUp: fc.record({
        policy: fc.constantFrom(...CATCH_UP_POLICIES),
        windowSeconds: fc.constantFrom(600, 3600, 604_800),
        maxCount: fc.constantFrom(1, 5, 100),
        maxAgeSeconds: fc.constantFrom(900, 604_800),
        maxPerMinute: fc.constantFrom(1, 10),
      }),
      startDeadlineSeconds: fc.constantFrom(60, 600),
      timeoutSeconds: fc.constantFrom(100, 3600),
      maxAttempts: fc.integer({ min: 1, max: 3 }),
      pauseAfterFailures: fc.integer({ min: 1, max: 3 }),
      spreadSeconds: fc.constantFrom(0, 200, 1800),
      concurrency: fc.record({ key: fc.constant('cluster'), limit: fc.integer({ min: 1, max: 2 }) }),
    },
    { requiredKeys: ['overlap', 'catchUp', 'timeoutSeconds', 'maxAttempts', 'spreadSeconds'] },
  )
  .map(({ maxAttempts, ...rest }) => ({
    ...rest,
    retry: { ...DEFAULT_POLICIES.retry, maxAttempts },
  }));

const instant = fc.integer({ min: 1, max: 359 }).map((minute) => FROM + minute * 60_000);

const change: fc.Arbitrary<SimulatedChange> = fc.oneof(
  fc.record(
    {
      type: fc.constant('edit' as const),
      at: instant,
      recurrences: fc.array(recurrence, { minLength: 1, maxLength: 2 }),
      policies,
    },
    { requiredKeys: ['type', 'at'] },
  ),
  fc
    .record({
      at: instant,
      lengthMs: fc.option(fc.integer({ min: 1, max: 90 }).map((minutes) => minutes * 60_000)),
      runMissed: fc.constantFrom(...RUN_MISSED),
    })
    .map(({ lengthMs, ...pause }) => ({
      type: 'pause' as const,
      ...pause,
      ...(lengthMs === null ? {} : { resumeAt: pause.at + lengthMs }),
    })),
  fc.record({ type: fc.constant('resume' as const), at: instant, runMissed: fc.constantFrom(...RUN_MISSED) }),
);

const simulation: fc.Arbitrary<Simulation> = fc.record(
  {
    jobId: fc.constantFrom('churn-daily', 'b', 'fraud-7').map(jobIdFrom),
    recurrences: fc.array(recurrence, { minLength: 1, maxLength: 2 }),
    policies,
    from: fc.constant(FROM),
    until: fc.constant(FROM + 6 * HOUR_MS),
    dispatchEverySeconds: fc.constantFrom(20, 60, 300),
    lookAheadSeconds: fc.constantFrom(0, 90, 600),
    outages: fc.array(
      fc
        .record({ from: instant, minutes: fc.integer({ min: 1, max: 150 }) })
        .map(({ from, minutes }) => ({ from, until: from + minutes * 60_000 })),
      { maxLength: 2 },
    ),
    changes: fc.array(change, { maxLength: 4 }),
    runSeconds: fc.array(fc.constantFrom(1, 45, 130, 700), { minLength: 1, maxLength: 3 }),
    failures: fc.record({
      everyNth: fc.integer({ min: 1, max: 4 }),
      reason: fc.constantFrom('retries-exhausted' as const, 'current-not-found' as const),
    }),
    maxSlots: fc.constant(20_000),
    maxSteps: fc.constant(200_000),
  },
  {
    requiredKeys: [
      'jobId',
      'recurrences',
      'policies',
      'from',
      'until',
      'dispatchEverySeconds',
      'lookAheadSeconds',
      'outages',
      'changes',
      'runSeconds',
      'maxSlots',
      'maxSteps',
    ],
  },
);

/** What the use cases have made of each slot that they have looked at, in the simulation's words. */
function slotsOf({ runs, skipped, recurrencesOf }: DrivenWorld, until: number) {
  const bySlot = new Map<number, { readonly dueAt: number }>();
  for (const { fromDueAt, untilDueAt, reason, generation } of skipped) {
    const range = { after: fromDueAt - 1, until: Math.min(untilDueAt, until), limit: 20_000 };
    for (const dueAt of dueTimes(recurrencesOf.get(generation) ?? [], range)) {
      bySlot.set(dueAt, { dueAt, answer: `skipped: ${reason}` });
    }
  }
  for (const run of runs) {
    if (run.dueAt > until) continue;
    const { dueAt, effectiveAt, state } = run;
    const startedAt = run.endedAttempts[0]?.startedAt ?? ('startedAt' in run ? run.startedAt : undefined);
    const finishedAt = 'finishedAt' in run ? run.finishedAt : undefined;
    bySlot.set(dueAt, { dueAt, answer: answerOf(run), state, effectiveAt, startedAt, finishedAt });
  }
  return [...bySlot.values()];
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
