import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICIES, type JobPolicies } from '../../../shared/domain/job/job-policies.ts';
import { simulateJob } from '../../../shared/domain/simulation/simulate-job.ts';
import type { Simulation, SimulationResult } from '../../../shared/domain/simulation/simulation.ts';
import { at, DAILY, jobIdFrom } from '../../support/example-job.ts';

const HOURLY = { ...DAILY, expression: '0 * * * *' };
const MINUTE = 60_000;
const FROM = at('2026-03-01T00:00:00Z');

function simulate(
  overrides: Partial<Omit<Simulation, 'policies'>> & { readonly policies?: Partial<JobPolicies> } = {},
): SimulationResult {
  const { policies, ...rest } = overrides;
  return simulateJob({
    jobId: jobIdFrom('churn-daily'),
    recurrences: [HOURLY],
    policies: { ...DEFAULT_POLICIES, ...policies },
    from: FROM,
    until: FROM + 6 * 60 * MINUTE + MINUTE,
    dispatchEverySeconds: 5,
    lookAheadSeconds: 90,
    outages: [],
    changes: [],
    runSeconds: [30],
    maxSlots: 20_000,
    maxSteps: 200_000,
    ...rest,
  });
}

function answers({ slots }: SimulationResult): string[] {
  return slots.map(({ dueAt, answer }) => `${new Date(dueAt).toISOString().slice(11, 16)} ${answer}`);
}

function hour(hours: number, minutes = 0): number {
  return FROM + (hours * 60 + minutes) * MINUTE;
}

describe('simulateJob', () => {
  test('runs each slot on its time when nothing goes wrong', () => {
    const result = simulate();

    expect(answers(result)).toEqual([1, 2, 3, 4, 5, 6].map((h) => `0${h}:00 ran`));
    expect(result).toMatchObject({
      ...{ endedBy: 'until', endedAt: hour(6, 1), jobState: 'active' },
      totals: { slots: 6, byState: { succeeded: 6 }, attempts: 6, maxLatenessMs: 0, maxConcurrent: 1 },
    });
  });

  test('runs the latest slot of an outage at the dispatcher’s first pass after it', () => {
    const result = simulate({ outages: [{ from: hour(1, 30), until: hour(4, 30) }] });

    expect(answers(result).slice(1, 4)).toEqual([
      '02:00 skipped: catch-up-superseded',
      '03:00 skipped: catch-up-superseded',
      '04:00 late: dispatcher-down',
    ]);
    expect(result.slots[3]).toMatchObject({ startedAt: hour(4, 30), attempts: 1 });
    expect(result.totals.maxLatenessMs).toBe(30 * MINUTE);
  });

  test('says for how many slots a run stands', () => {
    const catchUp = { ...DEFAULT_POLICIES.catchUp, policy: 'coalesce' as const };
    const result = simulate({ policies: { catchUp }, outages: [{ from: hour(0, 30), until: hour(3, 30) }] });

    expect(result.slots[2]?.why).toContain('It stands for 2 earlier slots as well.');
  });

  test('begins what was dispatched before an outage when it is over', () => {
    const result = simulate({ outages: [{ from: hour(0, 59), until: hour(1, 10) }] });

    expect(result.slots[0]).toMatchObject({ answer: 'late: workers-busy', startedAt: hour(1, 10) });
  });

  test('joins outages that touch', () => {
    const outages = [
      { from: hour(1, 20), until: hour(1, 40) },
      { from: hour(0, 30), until: hour(1, 20) },
    ];

    expect(simulate({ outages }).slots[0]?.startedAt).toBe(hour(1, 40));
  });

  test('paces the runs of missed slots', () => {
    const catchUp = { ...DEFAULT_POLICIES.catchUp, policy: 'all' as const, maxPerMinute: 1 };
    const result = simulate({ policies: { catchUp }, outages: [{ from: hour(0, 30), until: hour(3, 30) }] });

    expect(result.slots.slice(0, 3).map(({ startedAt }) => startedAt)).toEqual(
      [30, 31, 32].map((minute) => hour(3, minute)),
    );
  });

  test('tells what an edit takes away and what it adds', () => {
    const halfPast = { ...HOURLY, expression: '30 * * * *' };
    const result = simulate({ changes: [{ type: 'edit', at: hour(1, 59), recurrences: [halfPast] }] });

    expect(answers(result)).toEqual([
      '01:00 ran',
      '02:00 skipped: job-edited',
      ...[2, 3, 4, 5].map((h) => `0${h}:30 ran`),
    ]);
  });

  test('runs the slots that are due after an edit of the policies by the new ones', () => {
    const policies = { ...DEFAULT_POLICIES, spreadSeconds: 1200 };
    const { slots } = simulate({ changes: [{ type: 'edit', at: hour(1, 30), policies }] });

    const isLater = slots.slice(0, 5).map(({ dueAt, startedAt = 0 }) => startedAt > dueAt);
    expect(isLater).toEqual([false, true, true, true, true]);
  });

  test('brings back what was asked for when a pause ends by itself', () => {
    const pause = { type: 'pause', at: hour(1, 30), resumeAt: hour(3, 30), runMissed: 'all' } as const;

    expect(answers(simulate({ changes: [pause] })).slice(0, 4)).toEqual([
      '01:00 ran',
      '02:00 late: job-paused',
      '03:00 late: job-paused',
      '04:00 ran',
    ]);
  });

  test('says of the slots of a pause that lasts that they wait', () => {
    const result = simulate({ changes: [{ type: 'pause', at: hour(4, 30), runMissed: 'none' }] });

    expect(answers(result).slice(4)).toEqual(['05:00 waiting: job-paused', '06:00 waiting: job-paused']);
    expect(result.jobState).toBe('paused');
  });

  test('pauses the job after as many failures in a row as its policies say, and again after a resume', () => {
    const result = simulate({
      policies: { pauseAfterFailures: 2, retry: { ...DEFAULT_POLICIES.retry, maxAttempts: 1 } },
      failures: { everyNth: 1, reason: 'timed-out' },
      changes: [{ type: 'resume', at: hour(4, 30), runMissed: 'latest' }],
    });

    expect(result.slots.map(({ answer, state }) => state ?? answer)).toEqual([
      ...['failed', 'failed', 'skipped: catch-up-superseded', 'failed', 'failed'],
      'waiting: job-paused',
    ]);
  });

  test('repeats a failed attempt after its pause', () => {
    const [slot] = simulate({
      failures: { everyNth: 2, reason: 'retries-exhausted' },
      runSeconds: [10],
    }).slots;
    const [, second] = simulate({ failures: { everyNth: 2, reason: 'timed-out' }, runSeconds: [10] }).slots;

    expect(slot).toMatchObject({ state: 'succeeded', attempts: 1 });
    expect(second).toMatchObject({ state: 'succeeded', attempts: 2, startedAt: hour(2) });
    expect(second?.why).toContain('One attempt failed before');
  });

  test('ends an attempt at its time-out', () => {
    const policies = { timeoutSeconds: 60, retry: { ...DEFAULT_POLICIES.retry, maxAttempts: 1 } };
    const [slot] = simulate({ policies, runSeconds: [61] }).slots;

    expect(slot).toMatchObject({ state: 'failed', finishedAt: hour(1, 1) });
    expect(slot?.why).toContain('timed-out');
  });

  test('takes the durations in turns', () => {
    const { slots } = simulate({ runSeconds: [10, 20] });

    expect(slots.slice(0, 4).map(({ startedAt = 0, finishedAt = 0 }) => finishedAt - startedAt)).toEqual([
      10_000, 20_000, 10_000, 20_000,
    ]);
  });

  test('lets a run that goes on for too long hold up the next by the overlap policy', () => {
    const runSeconds = [90 * 60];

    expect(answers(simulate({ runSeconds, policies: { timeoutSeconds: 7200 } })).slice(0, 3)).toEqual([
      '01:00 ran',
      '02:00 skipped: overlap',
      '03:00 ran',
    ]);
    expect(
      simulate({ runSeconds, policies: { timeoutSeconds: 7200, overlap: 'allow-all' } }).totals.maxConcurrent,
    ).toBe(2);
  });

  test('is cut short by its steps and says so', () => {
    const result = simulate({ maxSteps: 5 });

    expect(result.endedBy).toBe('steps');
    expect(result.endedAt).toBeLessThan(hour(6));
    expect(result.slots.every(({ dueAt }) => dueAt <= result.endedAt)).toBe(true);
  });

  test('is cut short when its time is over', () => {
    let asked = 0;
    const result = simulate({ isOutOfTime: () => (asked += 1) > 5 });

    expect(result.endedBy).toBe('steps');
    expect(result.endedAt).toBeLessThan(hour(6));
  });

  test('is cut short by its slots, also those that nothing looked at', () => {
    const result = simulate({
      ...{ maxSlots: 100, until: FROM + 366 * 86_400_000 },
      changes: [{ type: 'pause', at: hour(0, 1), runMissed: 'none' }],
    });

    expect(result).toMatchObject({ endedBy: 'slots', totals: { slots: 100 }, endedAt: hour(100) });
  });

  test('ends with the job’s last slot done', () => {
    const once = simulate({ recurrences: [{ type: 'once', at: hour(1) }] });

    expect(once).toMatchObject({ jobState: 'completed', endedBy: 'until', totals: { byAnswer: { ran: 1 } } });
  });

  test('refuses a job without a slot to come', () => {
    expect(() => simulate({ recurrences: [{ type: 'once', at: FROM }] })).toThrow(
      'The job cannot be simulated as it is defined.',
    );
  });
});
