import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LoadSchedule } from '../../../local/report-server/load-schedule.ts';

const START = 1_000_000;

function schedule(periodMs: number, startsHeavy = false): LoadSchedule {
  return new LoadSchedule({ startedAt: START, periodMs, startsHeavy });
}

describe('LoadSchedule', () => {
  test.each([
    [0, false],
    [119_999, false],
    [120_000, true],
    [239_999, true],
    [240_000, false],
    [360_000, true],
  ])('after %i ms, heavy load is %s', (elapsedMs, isHeavy) => {
    expect(schedule(120_000).isHeavyAt(START + elapsedMs)).toBe(isHeavy);
  });

  test('begins with heavy load when it is told to', () => {
    const load = schedule(100, true);

    expect([0, 99, 100, 199, 200].map((ms) => load.isHeavyAt(START + ms))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  test('has no heavy load with a period of 0', () => {
    const load = schedule(0);

    expect([0, 1, 1e9].map((ms) => load.isHeavyAt(START + ms))).toEqual([false, false, false]);
    expect(load.workedMsAt(START + 1e9)).toBe(1e9);
    expect(load.nextChangeAt(START)).toBeUndefined();
  });

  test('lets the time worked stand still under heavy load', () => {
    const load = schedule(100);

    expect([0, 60, 100, 150, 200, 230, 350, 401].map((ms) => load.workedMsAt(START + ms))).toEqual([
      0, 60, 100, 100, 100, 130, 200, 201,
    ]);
  });

  test('finds the first instant at which work is done, not the end of the pause after it', () => {
    const load = schedule(100);

    expect([0, 60, 100, 101, 200, 201].map((ms) => load.instantOf(ms) - START)).toEqual([
      0, 60, 100, 201, 300, 401,
    ]);
  });

  test('names the next change of load', () => {
    expect([0, 99, 100, 250].map((ms) => schedule(100).nextChangeAt(START + ms))).toEqual(
      [100, 100, 200, 300].map((ms) => START + ms),
    );
  });

  test('takes an instant before the start for the start', () => {
    expect(schedule(100).workedMsAt(START - 500)).toBe(0);
    expect(schedule(100).isHeavyAt(START - 500)).toBe(false);
  });

  test('adds up what a clock would have counted millisecond by millisecond', () => {
    const whole = { periodMs: fc.integer({ min: 1, max: 9 }), elapsedMs: fc.integer({ min: 0, max: 60 }) };
    fc.assert(
      fc.property(
        fc.record({ ...whole, startsHeavy: fc.boolean() }),
        ({ periodMs, elapsedMs, startsHeavy }) => {
          const load = schedule(periodMs, startsHeavy);
          let counted = 0;
          for (let ms = 0; ms < elapsedMs; ms += 1) counted += load.isHeavyAt(START + ms) ? 0 : 1;

          expect(load.workedMsAt(START + elapsedMs)).toBe(counted);
          const doneAt = load.instantOf(counted);
          expect(load.workedMsAt(doneAt)).toBe(counted);
          if (counted > 0) expect(load.workedMsAt(doneAt - 1)).toBe(counted - 1);
        },
      ),
    );
  });
});
