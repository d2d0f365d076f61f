import { describe, expect, test } from 'vitest';
import { drawnPoints, psiDrawing } from '../../../web/models/over-time/psi-drawing.ts';
import {
  baselineChanges,
  columnPoints,
  gapsAfter,
  pointsInWords,
  scorePoints,
  withCriticalValues,
} from '../../../web/models/over-time/psi-points.ts';
import { figureOf, measurementOn } from './measurements.ts';

const onDays = (days: readonly number[]) => scorePoints(days.map((day) => measurementOn(day)));

describe('gapsAfter', () => {
  test('finds the day that is missing among daily windows', () => {
    expect([...gapsAfter(onDays([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12]))]).toEqual([3]);
  });

  test('takes weekends of a job of working days for no gaps', () => {
    const days = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18];

    expect([...gapsAfter(onDays(days))]).toEqual([]);
  });

  test('knows no usual distance of three windows', () => {
    expect([...gapsAfter(onDays([0, 1, 40]))]).toEqual([]);
  });

  test('has none where there are no windows', () => {
    expect([...gapsAfter([])]).toEqual([]);
  });
});

describe('columnPoints', () => {
  test('takes the figure of the whole sample, not of a segment', () => {
    const figures = [
      figureOf('age', { psi: 0.9, segment: { channel: 'web' } }),
      figureOf('age', { psi: 0.3, band: 'significant-shift', alarm: true, criticalValue: 0.1 }),
    ];

    const [point] = columnPoints([measurementOn(0, { figures })], 'age');

    expect(point).toMatchObject({ psi: 0.3, band: 'significant-shift', alarm: true, criticalValue: 0.1 });
  });

  test('has no index where the window had no such column', () => {
    expect(columnPoints([measurementOn(0, { figures: [] })], 'age')[0]).toMatchObject({
      psi: null,
      band: null,
    });
  });
});

test('critical values are taken of the same run, whatever was read meanwhile', () => {
  const points = scorePoints([measurementOn(0), measurementOn(1)]);
  const others = columnPoints(
    [measurementOn(1, { figures: [figureOf('score', { criticalValue: 0.2 })] })],
    'score',
  );

  expect(withCriticalValues(points, others).map(({ criticalValue }) => criticalValue)).toEqual([
    undefined,
    0.2,
  ]);
});

test('a baseline counts from the first window that was measured against it', () => {
  const points = scorePoints([
    measurementOn(0),
    measurementOn(1, { baselineId: 'bbbbbbbb' }),
    measurementOn(2, { baselineId: 'bbbbbbbb' }),
  ]);

  expect(baselineChanges(points)).toEqual([
    { atMs: Date.parse('2026-03-03T06:00:00Z'), baselineId: 'bbbbbbbb' },
  ]);
});

test('the chart says its figures in words', () => {
  const points = scorePoints([measurementOn(0, { psi: 0.3, alarm: true }), measurementOn(1, { psi: 0.1 })]);

  expect(pointsInWords('score', points)).toBe(
    'PSI of score in 2 windows: last 0.100, highest 0.300, 1 with an alarm',
  );
});

test('what is clicked on after a gap is the window there', () => {
  const drawn = drawnPoints(onDays([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12]));

  expect(drawn[4]?.point).toBeUndefined();
  expect(drawn[5]?.point?.runId).toBe('churn-daily.5');
});

test('names of files are never read as HTML by the tooltip', () => {
  const drawing = psiDrawing({
    ...{ points: onDays([0, 1]), cutOffs: { moderate: 0.1, significant: 0.25 }, changes: [] },
    ...{ selectedRunId: undefined, timeZone: 'UTC', nowMs: 0 },
  });

  expect(drawing({ font: 'Inter', of: (token) => token })).toMatchObject({
    tooltip: { renderMode: 'richText' },
  });
});
