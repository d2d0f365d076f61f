import { describe, expect, test } from 'vitest';
import { mixedColour } from '../../../web/kit/chart/mixed-colour.ts';
import { heatDrawing, placedCells } from '../../../web/models/characteristics/heat-drawing.ts';
import { arrangedRows, heatRows, shadeOf } from '../../../web/models/characteristics/heat-map.ts';
import { figureOf, measurementOn } from './measurements.ts';

const MEASUREMENTS = [
  measurementOn(0, {
    figures: [figureOf('age', { psi: 0.4, band: 'significant-shift', alarm: true }), figureOf('plan')],
  }),
  measurementOn(1, {
    figures: [figureOf('age', { psi: 0.01 }), figureOf('age', { psi: 0.9, segment: { channel: 'web' } })],
  }),
];

describe('heatRows', () => {
  test('has a row a column, and leaves out segments', () => {
    const rows = heatRows(MEASUREMENTS);

    expect(rows.map(({ name, cells }) => [name, cells.map((cell) => cell?.psi)])).toEqual([
      ['age', [0.4, 0.01]],
      ['plan', [0.05, undefined]],
    ]);
  });

  test('knows the worst and the latest window, and counts the alarms', () => {
    const [age, plan] = heatRows(MEASUREMENTS, 'plan');

    expect(age).toMatchObject({ worst: { psi: 0.4 }, latest: { psi: 0.01 }, alarmCount: 1, isScore: false });
    expect(plan).toMatchObject({ latest: undefined, isScore: true });
  });
});

describe('arrangedRows', () => {
  const names = (text: string, order: 'worst' | 'latest' | 'name') =>
    arrangedRows(heatRows(MEASUREMENTS), { text, order }).map(({ name }) => name);

  test('sorts by the highest index of the range', () => {
    expect(names('', 'worst')).toEqual(['age', 'plan']);
  });

  test('puts columns that the latest window did not have last', () => {
    expect(names('', 'latest')).toEqual(['age', 'plan']);
  });

  test('finds by a part of the name, whatever its case', () => {
    expect(names(' LA', 'name')).toEqual(['plan']);
  });
});

describe('shadeOf', () => {
  const cutOffs = { moderate: 0.1, significant: 0.25 };

  test.each([
    [0.01, 'stable', 'stable-1'],
    [0.05, 'stable', 'stable-2'],
    [0.09, 'stable', 'stable-3'],
    [0.12, 'moderate-shift', 'moderate-1'],
    [0.24, 'moderate-shift', 'moderate-2'],
    [0.3, 'significant-shift', 'significant-1'],
    [0.5, 'significant-shift', 'significant-2'],
  ] as const)('%d of the band %s has the shade %s', (psi, band, shade) => {
    expect(shadeOf({ psi, band }, cutOffs)).toBe(shade);
  });

  test('the band is that of the measurement, whatever the cut-offs are now', () => {
    expect(shadeOf({ psi: 0.3, band: 'stable' }, cutOffs)).toBe('stable-3');
  });

  test('no index has a shade of its own', () => {
    expect(shadeOf({ psi: null, band: null }, cutOffs)).toBe('none');
  });
});

test('a click finds its cell by the order in which the cells are drawn', () => {
  const rows = heatRows(MEASUREMENTS);
  const options = heatDrawing({
    ...{ rows, dueAts: ['2026-03-02T06:00:00Z', '2026-03-03T06:00:00Z'], cutOffs: undefined },
    ...{ timeZone: 'UTC', nowMs: 0, isNarrow: false },
  })({ font: 'Inter', of: () => 'rgb(1, 2, 3)' });

  expect(placedCells(rows).map(({ name, x }) => [name, x])).toEqual([
    ['age', 0],
    ['age', 1],
    ['plan', 0],
  ]);
  expect(options).toMatchObject({
    series: [{ data: [{ value: [0, 0, 6] }, { value: [1, 0, 1] }, { value: [0, 1, 2] }] }],
  });
});

describe('mixedColour', () => {
  test('mixes channel by channel', () => {
    expect(mixedColour('rgb(0, 100, 200)', 'rgb(100, 0, 200)', 0.5)).toBe('rgb(50, 50, 200)');
  });

  test('gives back the nearer one of what it cannot read', () => {
    expect(mixedColour('color(srgb 0 0 0)', 'red', 0.9)).toBe('red');
  });
});
