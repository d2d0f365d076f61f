import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spreadMs } from '../../../shared/domain/dispatch/spread.ts';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import { simulateJob } from '../../../shared/domain/simulation/simulate-job.ts';
import type { Simulation, SimulationResult } from '../../../shared/domain/simulation/simulation.ts';
import { simulation } from './arbitrary-simulation.ts';

const SEED = Number(process.env['SIMULATION_SEED'] ?? 1);
const NUM_RUNS = Number(process.env['SIMULATION_RUNS'] ?? 150);

const unedited = simulation.map((given) => ({
  ...given,
  changes: given.changes.filter(({ type }) => type !== 'edit'),
}));

function holds(
  arbitrary: fc.Arbitrary<Simulation>,
  check: (given: Simulation, result: SimulationResult) => void,
): void {
  const property = fc.property(arbitrary, (given) => {
    check(given, simulateJob(given));
  });
  fc.assert(property, { seed: SEED, numRuns: NUM_RUNS });
}

/** The slots that the definition of each moment names; an edit during an outage is made at its end. */
function namedSlots({ recurrences, from, until, changes, outages }: Simulation): number[] {
  const afterOutages = (instant: number): number => {
    const outage = outages.find((each) => each.from <= instant && instant < each.until);
    return outage === undefined ? instant : afterOutages(outage.until);
  };
  const edits = changes
    .flatMap((change) =>
      change.type === 'edit' && change.recurrences !== undefined
        ? [{ at: afterOutages(change.at), recurrences: change.recurrences }]
        : [],
    )
    .sort((a, b) => a.at - b.at);
  const definitions = [{ at: from, recurrences }, ...edits];
  return definitions.flatMap((definition, index) => {
    const end = Math.min(until, definitions[index + 1]?.at ?? until);
    return dueTimes(definition.recurrences, { after: definition.at, until: end, limit: 100_000 });
  });
}

describe('simulateJob, whatever the job, the outages and the changes', () => {
  test('gives each slot that was ever named one answer', () => {
    holds(simulation, (given, { slots, totals }) => {
      const told = slots.map(({ dueAt }) => dueAt);
      expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
      const missing = new Set(namedSlots(given)).difference(new Set(told));
      expect([...missing]).toEqual([]);
      expect(Object.values(totals.byAnswer).reduce((sum, count) => sum + count, 0)).toBe(slots.length);
    });
  });

  test('tells of no other slots than those, but for what an edit took away', () => {
    // Of two edits in a row the second forgets what the first took away.
    const once = simulation.map((given) => {
      const first = given.changes.find(({ type }) => type === 'edit');
      return { ...given, changes: given.changes.filter((each) => each.type !== 'edit' || each === first) };
    });
    holds(once, (given, { slots }) => {
      const named = new Set(namedSlots(given));
      const others = slots.filter(({ dueAt }) => !named.has(dueAt)).map(({ answer }) => answer);
      expect(
        new Set(others).difference(new Set(['skipped: job-edited', 'skipped: job-paused', 'pending'])),
      ).toEqual(new Set());
    });
  });

  test('lets no two runs go at once unless the policy allows it', () => {
    const exclusive = unedited.filter(({ policies }) => policies.overlap !== 'allow-all');
    holds(exclusive, (_given, { totals }) => {
      expect(totals.maxConcurrent).toBeLessThanOrEqual(1);
    });
  });

  test('lets no more runs go at once than the concurrency key has places', () => {
    const limited = unedited.filter(({ policies }) => policies.concurrency !== undefined);
    holds(limited, ({ policies }, { totals }) => {
      expect(totals.maxConcurrent).toBeLessThanOrEqual(policies.concurrency?.limit ?? 0);
    });
  });

  test('starts nothing before its slot and the job’s spread', () => {
    holds(unedited, ({ jobId, policies }, { slots }) => {
      const offset = spreadMs({ jobId, policies });
      const early = slots.filter(({ dueAt, startedAt = Infinity }) => startedAt < dueAt + offset);
      expect(early).toEqual([]);
    });
  });

  test('leaves no run behind: what waits has something to wait for, and what is pending has a time to come', () => {
    holds(simulation, ({ until, outages }, { slots }) => {
      const isDownAtTheEnd = outages.some((outage) => outage.from <= until && until < outage.until);
      const waiting = slots.filter(({ state }) => state === 'waiting');
      const going = slots.filter(
        ({ state, attempts }) => state === 'running' || (state === 'pending' && attempts > 0),
      );
      if (waiting.length > 0) expect(going.length).toBeGreaterThan(0);
      const due = slots.filter(({ state, effectiveAt = 0 }) => state === 'pending' && effectiveAt <= until);
      if (!isDownAtTheEnd) expect(due).toEqual([]);
    });
  });

  test('lets no run of a paused job begin', () => {
    holds(unedited, ({ changes, outages, policies }, { slots }) => {
      const [pause] = changes;
      if (pause?.type !== 'pause' || changes.length > 1 || outages.length > 0) return;
      if (policies.pauseAfterFailures !== undefined) return;
      const { at, resumeAt = Infinity } = pause;
      const begun = slots.filter(
        ({ startedAt = 0, attempts }) => attempts > 0 && startedAt > at && startedAt < resumeAt,
      );
      expect(begun).toEqual([]);
    });
  });

  test('brings every slot that came due in a pause back when all are asked for', () => {
    holds(unedited, ({ changes, outages, policies, until }, { slots }) => {
      const [pause] = changes;
      if (pause?.type !== 'pause' || pause.runMissed !== 'all' || changes.length > 1) return;
      if (policies.pauseAfterFailures !== undefined || policies.catchUp.maxCount < 100) return;
      if (outages.length > 0 || (pause.resumeAt ?? until) + 600_000 > until) return;
      const lost = slots.filter(({ dueAt, answer }) => dueAt > pause.at && answer === 'skipped: job-paused');
      expect(lost).toEqual([]);
    });
  });
});
