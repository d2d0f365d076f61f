import { describe, expect, test } from 'vitest';
import { createDispatchDueRuns } from '../../shared/application/dispatch-due-runs.ts';
import { createReplanJobs } from '../../shared/application/replan-jobs.ts';
import { createSaveCalendar } from '../../shared/application/save-calendar.ts';
import { Unavailable } from '../../shared/domain/errors.ts';
import type { Recurrence } from '../../shared/domain/schedule/recurrence.ts';
import { createNumbers } from '../domain/schedule/seeded-numbers.ts';
import { bankClosedOn } from '../support/example-calendar.ts';
import { at, exampleJob } from '../support/example-job.ts';
import { createMemoryWorld, runsOf, type MemoryWorld } from '../support/memory/memory-world.ts';

const HOUR_MS = 3_600_000;
const START = at('2026-03-01T00:00:00Z');
const HOURS = 24 * 14;
const SEEDS = 25;

const HOURLY: Recurrence = {
  ...{ type: 'interval', everySeconds: 3600, anchorAt: 0 },
  exclusions: [{ type: 'calendar', name: 'bank' }],
};

/*
 * An hourly job for two weeks. Half a minute before each slot the calendar may be changed, by requests that are
 * cut off, repeated, and made while dispatchers are at work. What the dates say then is what has to have run.
 */
describe('a calendar that is changed all the time', () => {
  test.each(Array.from({ length: SEEDS }, (_, seed) => seed))(
    'never leaves out a slot that is free, nor runs one that is not (seed %i)',
    async (seed) => {
      const random = createNumbers(seed);
      const world = createMemoryWorld(new Date(START).toISOString());
      await world.calendars.create(bankClosedOn());
      await world.jobs.create(exampleJob({ recurrences: [HOURLY], nextDueAt: START + HOUR_MS }));
      const expected: number[] = [];
      let dates: readonly string[] = [];

      for (let hour = 1; hour <= HOURS; hour += 1) {
        const slot = START + hour * HOUR_MS;
        world.clock.moveTo(new Date(slot - 30_000).toISOString());
        if (random() < 0.3) {
          dates = toggled(dates, dateOf(slot + Math.floor(random() * 4) * 24 * HOUR_MS));
          await change(world, dates, random);
        }
        await dispatch(world);
        if (!dates.includes(dateOf(slot))) expected.push(slot);
      }

      const dispatched = runsOf(world).map(({ dueAt }) => dueAt);
      expect(dispatched.filter((dueAt) => dueAt > START && dueAt <= START + HOURS * HOUR_MS)).toEqual(
        expected,
      );
      expect(new Set(world.queue.sent.map(({ runId }) => runId)).size).toBe(world.queue.sent.length);
      expect(world.log.errors).toEqual([]);
    },
  );
});

/** Saves the dates by one of the ways in which a request can go. */
async function change(world: MemoryWorld, dates: readonly string[], random: () => number): Promise<void> {
  const replanJobs = createReplanJobs(world);
  const save = createSaveCalendar({ ...world, replanJobs });
  const calendar = bankClosedOn(...dates);
  if (random() < 0.3) {
    const cutOff = createSaveCalendar({ ...world, replanJobs: away });
    await expect(cutOff(calendar, '*', { author: 'ada' })).rejects.toThrow(Unavailable);
  }
  const others = random() < 0.5 ? [dispatch(world), dispatch(world), replanJobs('bank')] : [];
  await Promise.all([save(calendar, '*', { author: 'ada' }), ...others]);
}

function away(): Promise<never> {
  return Promise.reject(new Unavailable('The store did not answer.'));
}

async function dispatch(world: MemoryWorld): Promise<void> {
  await createDispatchDueRuns(world)();
}

function toggled(dates: readonly string[], date: string): readonly string[] {
  return dates.includes(date) ? dates.filter((other) => other !== date) : [...dates, date].sort();
}

function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
