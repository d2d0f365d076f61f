import fc from 'fast-check';
import {
  CATCH_UP_POLICIES,
  DEFAULT_POLICIES,
  OVERLAP_POLICIES,
  type JobPolicies,
} from '../../../shared/domain/job/job-policies.ts';
import { RUN_MISSED } from '../../../shared/domain/job/job.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import type { SimulatedChange, Simulation } from '../../../shared/domain/simulation/simulation.ts';
import { at, jobIdFrom } from '../../support/example-job.ts';

const FROM = at('2026-03-29T00:00:00Z');
const HOUR_MS = 3_600_000;
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

/** Six hours of a job with whatever policies, outages, changes and failures. */
export const simulation: fc.Arbitrary<Simulation> = fc.record(
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
