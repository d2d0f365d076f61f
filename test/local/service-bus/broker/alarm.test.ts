import { describe, expect, test } from 'vitest';
import { Alarm } from '../../../../local/service-bus/broker/alarm.ts';
import { ManualClock } from '../manual-clock.ts';

describe('Alarm', () => {
  test('rings at the earliest instant that it was set for', () => {
    const clock = new ManualClock();
    const rungAfter: number[] = [];
    const start = clock.now();
    const alarm = new Alarm(clock, () => rungAfter.push(clock.now() - start));

    alarm.setFor(start + 5_000);
    alarm.setFor(start + 2_000);
    alarm.setFor(start + 9_000);
    clock.advance(10_000);

    expect(rungAfter).toEqual([2_000]);
  });

  test('looks at the wall clock every 30 s, so that a machine that slept is not hours late', () => {
    const clock = new ManualClock();
    const rungAfter: number[] = [];
    const start = clock.now();
    const alarm = new Alarm(clock, () => {
      rungAfter.push(clock.now() - start);
      alarm.setFor(start + 70_000);
    });

    alarm.setFor(start + 70_000);
    clock.advance(65_000);

    expect(rungAfter).toEqual([30_000, 60_000]);
    alarm.stop();
  });

  test('does not ring when it was stopped', () => {
    const clock = new ManualClock();
    let rings = 0;
    const alarm = new Alarm(clock, () => (rings += 1));
    alarm.setFor(clock.now() + 1_000);

    alarm.stop();

    clock.advance(1_000);
    expect(rings).toBe(0);
  });
});
