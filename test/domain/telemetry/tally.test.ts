import { describe, expect, test } from 'vitest';
import { METRICS } from '../../../shared/domain/telemetry/metric-catalogue.ts';
import { mergedSeries, Tally, type Series } from '../../../shared/domain/telemetry/tally.ts';

const LATENESS = 'evenkeel.runs.lateness';
const RETENTION = { valueStream: 'retention' };

function only(tally: Tally): Series['value'] {
  const [line, ...others] = tally.series();
  if (line === undefined || others.length > 0) throw new Error('There is not just one line.');
  return line.value;
}

describe('Tally', () => {
  test('counts by the attributes of the metric', () => {
    const tally = new Tally();

    tally.add('evenkeel.slots.skipped', { ...RETENTION, reason: 'overlap' }, 2);
    tally.add('evenkeel.slots.skipped', { ...RETENTION, reason: 'overlap' });
    tally.add('evenkeel.slots.skipped', { ...RETENTION, reason: 'job-paused' });

    expect(tally.series().map(({ attributes, value }) => [attributes['reason'], value])).toEqual([
      ['overlap', 3],
      ['job-paused', 1],
    ]);
  });

  test('counts what is as large as a bound in its bucket, and what is larger than all in the last', () => {
    const { buckets } = METRICS[LATENESS];
    const tally = new Tally();

    for (const value of [0, 1, 1.001, 5, 1e9]) tally.observe(LATENESS, RETENTION, value);

    expect(only(tally)).toEqual({
      counts: [2, 1, 1, ...Array<number>(buckets.length - 3).fill(0), 1],
      sums: [1, 1.001, 5, ...Array<number>(buckets.length - 3).fill(0), 1e9],
    });
  });

  test('never lowers what it raises', () => {
    const tally = new Tally();

    for (const at of [5, 9, 7]) {
      tally.raise('evenkeel.runs.last_success_time', { ...RETENTION, kind: 'stability' }, at);
    }

    expect(only(tally)).toBe(9);
  });

  test('is the same after it was kept', () => {
    const tally = new Tally();
    tally.add('evenkeel.slots.skipped', { valueStream: 'a "b"\n\\c', reason: 'overlap' }, 2);
    tally.observe(LATENESS, RETENTION, 3);

    const again = Tally.from(tally.kept());
    again.observe(LATENESS, RETENTION, 3);
    tally.observe(LATENESS, RETENTION, 3);

    expect(again.series()).toEqual(tally.series());
  });

  test('begins a histogram anew whose buckets were others', () => {
    const tally = Tally.from({ [LATENESS]: { retention: [5, 5, 5, 5] } });

    tally.observe(LATENESS, RETENTION, 0.5);

    expect(only(tally)).toMatchObject({ counts: [1, ...Array<number>(11).fill(0)] });
  });

  test('forgets metrics that there are no more', () => {
    expect(Tally.from({ 'evenkeel.gone': { x: 1 } }).series()).toEqual([]);
  });
});

describe('mergedSeries', () => {
  test('adds figures and buckets, and takes the later of two instants', () => {
    const skipped = { metric: 'evenkeel.slots.skipped', attributes: {} } as const;
    const lateness = { metric: LATENESS, attributes: {} } as const;
    const time = { metric: 'evenkeel.runs.last_success_time', attributes: {} } as const;

    expect(mergedSeries({ ...skipped, value: 2 }, { ...skipped, value: 3 }).value).toBe(5);
    expect(mergedSeries({ ...time, value: 2 }, { ...time, value: 3 }).value).toBe(3);
    expect(
      mergedSeries(
        { ...lateness, value: { counts: [1, 0], sums: [2, 0] } },
        { ...lateness, value: { counts: [1, 1], sums: [1, 9] } },
      ).value,
    ).toEqual({ counts: [2, 1], sums: [3, 9] });
  });
});
